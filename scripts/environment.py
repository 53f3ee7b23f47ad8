"""Make the project's environment in .venv from the hash-pinned locks; do nothing when it already fits them.

Runs on a bare Python 3 with the standard library only, and is written in syntax that an old Python 3 can still parse,
so that a wrong Python gets a sentence and not a SyntaxError. Usage: python3 scripts/environment.py [dev|runtime]
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

MINIMUM = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, ".ready")
BOOTSTRAP = os.path.join(ROOT, "requirements", "bootstrap.lock")


class EnvironmentRefused(Exception):
    """The environment cannot be made; the text says what the person at the keyboard can do."""


def lock_path(kind):
    return os.path.join(ROOT, "requirements", kind + ".lock")


def fingerprint(kind):
    """What the environment was made from: the locks, the project's own metadata and this Python."""
    digest = hashlib.sha256(repr((kind, sys.version_info[:3], os.path.realpath(sys.executable))).encode())
    for path in (BOOTSTRAP, lock_path(kind), os.path.join(ROOT, "pyproject.toml"), os.path.abspath(__file__)):
        with open(path, "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def read_stamp():
    try:
        with open(STAMP) as handle:
            return handle.read().strip()
    except OSError:
        return ""


def use_a_fitting_python():
    """Go on under a newer interpreter of this machine when the one called `python3` is too old."""
    if sys.version_info >= MINIMUM:
        return
    for minor in (14, 13, 12, 11):
        found = shutil.which("python3.%d" % minor)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found] + sys.argv)
    raise EnvironmentRefused(
        "Python %d.%d or newer is needed and this is %d.%d: install one and call `make env PYTHON=python3.11`."
        % (MINIMUM + tuple(sys.version_info[:2]))
    )


def check_modules():
    for module, package in (("venv", "python3-venv"), ("ensurepip", "python3-venv")):
        try:
            __import__(module)
        except ImportError:
            raise EnvironmentRefused(
                "This Python has no module `%s`: install it (Debian: apt-get install %s) and try again."
                % (module, package)
            )


def run(command, failure):
    """Run a step quietly; show what it printed only when it fails, with one sentence last."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=VENV, PIP_DISABLE_PIP_VERSION_CHECK="1")
    step = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, env=environment)
    output = step.communicate()[0].decode("utf-8", "replace")
    if step.returncode != 0:
        sys.stderr.write("\n".join(output.splitlines()[-15:]) + "\n")
        raise EnvironmentRefused(failure)


def create_venv():
    python = os.path.join(VENV, "bin", "python")
    if os.path.exists(python) and read_stamp():
        return
    run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment .venv could not be made (see above).")


def install(kind):
    python = os.path.join(VENV, "bin", "python")
    uv = os.path.join(VENV, "bin", "uv")
    unreachable = (
        "The packages could not be installed (see above): check the network or the package index and the disk's space, "
        "then call `make env` again."
    )
    run([python, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", BOOTSTRAP], unreachable)
    # Compiled once here, and not by each of several processes at each start where bytecode may not be written.
    run([uv, "pip", "sync", "-q", "--compile-bytecode", "--require-hashes", lock_path(kind)], unreachable)
    if kind == "dev":
        own = [uv, "pip", "install", "-q", "--offline", "--no-deps", "--no-build-isolation", "-e", ROOT]
        run(own, "The project itself could not be installed into .venv (see above).")
    else:
        link_project(python)


def link_project(python):
    """Put the checkout on the path of an environment that has no build backend."""
    where = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    with open(os.path.join(where.decode().strip(), "satu_hub.pth"), "w") as handle:
        handle.write(ROOT + "\n")


def make(kind):
    if not os.path.exists(lock_path(kind)):
        raise EnvironmentRefused("There is no lock called `%s`: use `dev` or `runtime`." % kind)
    use_a_fitting_python()
    wanted = fingerprint(kind)
    # Two terminals may call this at once; the second waits and then finds the work done.
    with open(os.path.join(ROOT, "requirements", "bootstrap.in")) as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if read_stamp() == wanted:
            os.utime(STAMP, None)
            return
        check_modules()
        print("Making the environment in .venv from requirements/%s.lock ..." % kind)
        create_venv()
        install(kind)
        with open(STAMP, "w") as handle:
            handle.write(wanted + "\n")


def main(arguments):
    try:
        make(arguments[0] if arguments else "dev")
    except EnvironmentRefused as refusal:
        sys.stderr.write("%s\n" % refusal)
        return 1
    except OSError as error:
        sys.stderr.write("The environment could not be made: %s (%s).\n" % (error.strerror, error.filename))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
