"""What every command in bin/ needs first: a virtual environment, libraries, plain words.

Standard library only, and old syntax, so that a Python that is too old can say so.
Nothing is ever installed into the system's Python. System packages are installed
when we are root (or sudo asks no password); otherwise the exact command is printed.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME = "requirements.lock"
TESTS = "requirements-test.lock"  # holds everything of RUNTIME too

# What WeasyPrint loads, and Debian's package of it. Fonts are our own (static/fonts).
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def say(text):
    print(text, flush=True)


def stop(text, code=2):
    """End with plain words on stderr."""
    sys.stdout.flush()
    sys.stderr.write(text.rstrip() + "\n")
    sys.exit(code)


def newest_python():
    """Go on with the newest python3 on the PATH when this one is too old."""
    if sys.version_info >= (3, 11):
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    stop(
        f"This project needs Python 3.11 or later; {sys.executable} is too old.\n"
        "Debian 12 and Ubuntu 24.04 have it as python3."
    )


def run(command, **options):
    """Run a command; stop with its last words when it fails."""
    done = subprocess.run([str(part) for part in command], **options)
    if done.returncode:
        said = (done.stderr or b"") + (done.stdout or b"")
        stop(
            f"This failed ({done.returncode}): {' '.join(str(part) for part in command)}\n"
            + said.decode(errors="replace")
        )
    return done


# --- system packages ---------------------------------------------------------


def become_root():
    """The words before a command that make it run as root; None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.call(
        ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        return ["sudo", "-n"]
    return None


def install_packages(packages, why):
    """Install Debian packages; False, and the exact command said, when we may not."""
    packages = sorted(set(packages))
    command = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(packages)
    root = become_root()
    if root is None or not shutil.which("apt-get"):
        say(f"{why}\nOn Debian or Ubuntu, as root:\n    {command}")
        return False
    say("{} Installing {} …".format(why, ", ".join(packages)))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*root, *environment, "apt-get", "update", "-qq"], **quiet)
    done = subprocess.run(
        [*root, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        + packages,
        **quiet,
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace")[-2000:])
        say(f"That did not work. As root:\n    {command}")
    return done.returncode == 0


def need_packages(packages, why):
    if not install_packages(packages, why):
        stop("Then start this command again.")


def system_packages():
    """See that what pip cannot install is here: install it, or name it and stop."""
    missing = [package for name, package in PDF_LIBRARIES.items() if not loads(name)]
    why = ["PDF files need libraries that this machine lacks."] if missing else []
    if not PYTHON.exists() and not makes_environments():
        missing.append("python3-venv")
        why.append("This Python cannot make virtual environments.")
    if missing:
        need_packages(missing, " ".join(why))


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- Python packages ---------------------------------------------------------


def virtual_environment(lock=RUNTIME):
    """Make .venv hold exactly what a lock file names; a stamp makes the next time instant."""
    stamp = VENV / "installed"
    wanted = fingerprint(lock)
    if PYTHON.exists() and stamp.exists():
        held = stamp.read_text().split()
        if wanted in held:
            return
    say(f"Setting up Python packages in .venv (from {lock}) …")
    with_uv(lock) or with_pip(lock)
    also = [fingerprint(RUNTIME)] if lock == TESTS else []
    stamp.write_text("\n".join([wanted, *also]) + "\n")


def fingerprint(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def with_uv(lock):
    """The fast way, where uv happens to be. Its failure is not ours: pip goes next."""
    uv = shutil.which("uv")
    if not uv or os.environ.get("NO_UV"):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": str(ROOT)}
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=str(VENV))
    if not PYTHON.exists():
        made = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
        if subprocess.call(made, env=environment, **quiet):
            return False
    fill = [uv, "pip", "sync", "--quiet", "--require-hashes", "--only-binary", ":all:", lock]
    return not subprocess.call(fill, env=environment, **quiet)


def with_pip(lock):
    if subprocess.call([str(PYTHON), "-m", "pip", "--version"], **SILENT) if PYTHON.exists() else 1:
        run([sys.executable, "-m", "venv", "--clear", VENV])
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    pip += ["--no-input", "--require-hashes", "--only-binary", ":all:", "--requirement", lock]
    run(pip, cwd=str(ROOT))


SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def makes_environments():
    """A bare Debian has Python without the part that makes virtual environments."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


# --- starting our own --------------------------------------------------------


def environment(settings, **more):
    """The environment of a command of ours, with these settings."""
    return dict(
        os.environ, DJANGO_SETTINGS_MODULE="consortium.settings." + settings, PYTHONUNBUFFERED="1"
    ) | {name: str(value) for name, value in more.items()}


def ready(lock=RUNTIME):
    """Everything that a command needs before it can start Python code of the project."""
    newest_python()
    os.chdir(str(ROOT))
    system_packages()
    virtual_environment(lock)


def command(main):
    """Run a command's main function; Ctrl-C is an end, not an error.

    A polite kill ends it as well, through every `finally`, so that servers of its own stop.
    """
    newest_python()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except KeyboardInterrupt:
        stop("\nStopped.", code=130)
