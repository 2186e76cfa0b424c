"""One person's way over pages in their own browser."""

from .axe import violations


class Walk:
    """One person's page. Judged by axe at each stop while scripts run."""

    def __init__(self, page, *, scripts: bool):
        self.page, self.scripts = page, scripts

    def stop(self) -> None:
        self.page.wait_for_load_state()
        if self.scripts:
            assert violations(self.page) == []
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"]

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.stop()

    def follow(self, words: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()
        self.stop()

    def press(self, words: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()
        self.stop()

    def fill(self, **boxes: str) -> None:
        for name, words in boxes.items():
            self.page.locator(f"[name={name}]").fill(words)

    def sees(self, words: str) -> bool:
        return self.page.get_by_text(words).first.is_visible()
