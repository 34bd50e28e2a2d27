"""`python -m publish.licences SITE`: fail for a file that is shipped without a known licence."""

import sys
from pathlib import Path

from publish.licences.components import LicenceError, load
from publish.licences.shipped import check


def main(arguments: list[str]) -> int:
    """Check the built site in the folder given; 0 when nothing is wrong."""
    try:
        wrong = check(Path(arguments[0]), load())
    except LicenceError as error:
        wrong = [str(error)]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
