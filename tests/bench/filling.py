"""`python -m tests.bench.filling large`: fill the empty database of DJANGO_SETTINGS_MODULE."""

import sys


def main(name: str) -> None:
    import django

    django.setup()
    from tests.bench import fill

    def say(words: str) -> None:
        sys.stdout.write(f"  {words}\n")
        sys.stdout.flush()

    fill.fill({"large": fill.LARGE, "small": fill.SMALL, "tiny": fill.TINY}[name], say=say)


if __name__ == "__main__":
    main(sys.argv[1])
