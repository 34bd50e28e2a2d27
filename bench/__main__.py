"""All measurements, one after the other: ``python -m bench`` (``make bench``)."""

from bench import engine

if __name__ == "__main__":
    engine.main()
