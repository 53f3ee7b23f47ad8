"""`python -m hub COMMAND`."""


def main() -> None:
    """Runs a command."""
    from hub.cli import main as run  # noqa: PLC0415  a process that reads for an import loads this file and no command

    run()


if __name__ == "__main__":
    main()
