"""What was measured, beside the targets, as Markdown. Pure: a dict in, text out."""

from .measure import exponent

TARGETS = {  # kind: (times the bare page, queries)
    "home": (4.0, 12),
    "list": (2.0, 8),
    "detail": (2.5, 10),
    "poll": (2.5, 3),  # as a detail's page, and session, person and one row
}
GROWTH, DEEP, BALANCES, WORKER = 0.1, 1.3, 100, 1.6
PAPER_ALONE, PAPER_NAIVE = 1.25, 0.75


def of(found: dict) -> str:
    """The whole report of one database: {"database", "sets": {size: …}, "bare"}."""
    sets = found["sets"]
    parts = [f"### {found['database']}"]
    parts += [data_table(sets)]
    parts += [page_table(name, sets[name]["pages"]) for name in sets]
    parts += [growth_table(sets), rest_table(found), papers_table(sets)]
    return "\n\n".join(part for part in parts if part)


def table(head: list[str], rows: list[list]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *[[str(cell) for cell in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def judged(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def data_table(sets: dict) -> str:
    rows = []
    for name, each in sets.items():
        notes = each["notes"]
        proofs = [
            f"{notes[word]} s, {'silent' if notes[word + '_holds'] else '**names faults**'}"
            if word in notes
            else "not run"
            for word in ("verify_ledger", "verify_audit")
        ]
        rows.append(
            [
                name,
                f"{each['rows']['claims']:,}",
                f"{each['rows']['journal lines']:,}",
                f"{notes.get('filled', '?')} s ({notes.get('busy', '?')} s busy)",
                *proofs,
            ]
        )
    head = ["data", "claims", "journal lines", "filled in", "`verify_ledger`", "`verify_audit`"]
    return table(head, rows)


def page_table(name: str, pages: dict) -> str:
    rows = []
    for page, each in pages.items():
        times, queries = TARGETS[each["kind"]]
        rows.append(
            [
                page,
                f"{each['ours']:.1f}",
                f"{each['bare']:.1f}",
                f"{each['ratio']:.2f}",
                f"≤ {times:g}",
                judged(each["ratio"] <= times),
                each["queries"],
                f"≤ {queries}",
                judged(each["queries"] <= queries),
                f"{each['sql']:.1f}",
                f"{each['size'] / 1024:.0f}",
            ]
        )
    head = [
        "page", "ours, ms", "bare, ms", "ratio", "target", "", "queries", "target", "", "SQL, ms",
        "kB",
    ]  # fmt: skip
    return f"**{name} data**\n\n" + table(head, rows)


def growth_table(sets: dict) -> str:
    """From the small to the large data pages hold the same; the demo's hold less."""
    if "large" not in sets:
        return ""
    others = [name for name in ("demo", "small") if name in sets]
    rows = []
    for page, large in sets["large"]["pages"].items():
        row = [page]
        for name in others:
            small = sets[name]["pages"].get(page)
            if small is None:
                row += ["", ""]
                continue
            counted = (
                sets[name]["rows"]["journal lines"],
                sets["large"]["rows"]["journal lines"],
            )
            grown = exponent(small["ours"], large["ours"], rows=counted)
            row += [f"{grown:.2f}", f"{large['size'] / small['size']:.2f}"]
            if name == "small":
                row.append(judged(grown <= GROWTH))
        rows.append(row)
    head = ["page"]
    for name in others:
        head += [f"{name} → large, exponent", "bytes ×"]
        if name == "small":
            head.append(f"≤ {GROWTH}")
    return "**Growth with the number of rows**\n\n" + table(head, rows)


def rest_table(found: dict) -> str:
    sets, rows = found["sets"], []
    for name, each in sets.items():
        books, pages = each["books"], each["pages"]
        wanted = f"≥ {BALANCES} ×" if name == "large" else ""
        rows.append(
            [
                f"{name}: balances kept, against summed from the lines",
                f"{books['kept']:.2f} ms, {books['summed']:.1f} ms: {books['ratio']:.0f} ×",
                wanted,
                judged(books["ratio"] >= BALANCES) if wanted else "",
            ]
        )
        if name == "large" and {"fund", "fund-deep"} <= set(pages):
            deep = pages["fund-deep"]["ours"] / pages["fund"]["ours"]
            rows.append(
                ["large: page 1,800 of a fund's lines, against page 1", f"{deep:.2f} ×",
                 f"≤ {DEEP} ×", judged(deep <= DEEP)]
            )  # fmt: skip
        if "bare" in found:
            times = each["memory"] / found["bare"]
            rows.append(
                [f"{name}: memory of a web worker, against a bare one",
                 f"{each['memory'] / 1024:.0f} MiB, {found['bare'] / 1024:.0f} MiB: {times:.2f} ×",
                 f"≤ {WORKER} ×", judged(times <= WORKER)]
            )  # fmt: skip
    return table(["measured", "found", "target", ""], rows)


def papers_table(sets: dict) -> str:
    rows = []
    for name, each in sets.items():
        for paper in each["papers"]:
            alone, naive = paper["ours"] / paper["alone"], paper["ours"] / paper["naive"]
            rows.append(
                [
                    f"{name}: {paper['name']}",
                    paper["pages"],
                    f"{paper['ours']:.2f}",
                    f"{paper['alone']:.2f}",
                    f"{paper['naive']:.2f}",
                    f"{alone:.2f}",
                    judged(alone <= PAPER_ALONE),
                    f"{naive:.2f}",
                    judged(naive <= PAPER_NAIVE),
                ]
            )
    head = [
        "paper", "pages", "ours, s", "WeasyPrint alone, collector off, s", "naive, s",
        "to alone", f"≤ {PAPER_ALONE}", "to naive", f"≤ {PAPER_NAIVE}",
    ]  # fmt: skip
    return "**PDF**\n\n" + table(head, rows) if rows else ""
