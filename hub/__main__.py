"""`python -m hub COMMAND`."""

from hub.cli import main

if __name__ == "__main__":
    main()
