"""Run the command line: ``python -m genocore``."""

from genocore.cli import main

if __name__ == "__main__":
    main()
