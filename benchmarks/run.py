"""`python -m benchmarks.run NAME`: one benchmark, with Django ready before its imports."""

import runpy
import sys

import django

django.setup()
runpy.run_module(f"benchmarks.{sys.argv[1]}", run_name="__main__", alter_sys=True)
