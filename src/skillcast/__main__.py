"""Run the command as ``python -m skillcast``."""

from skillcast.cli import main

if __name__ == "__main__":
    main()
