"""Coverage-guided fuzzing of everything that reads what others wrote: `make fuzz FOR=600`.

`targets` says what is fuzzed and what must hold; `run` hands one target to Atheris (libFuzzer);
`python -m tests.fuzz` shares the time among the targets. What was found once stands in
`found/<target>/` and is tried again by the unit tests, which need no fuzzer.
"""
