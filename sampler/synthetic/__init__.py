"""An invented registry of any size, for the demo and the benchmarks, and the people and findings that go with it.

Everything follows from an entity's number, so the same call gives the same bytes. No code can be a real firm's
(`identifiers`), every name ends in （演示）, every person is 演示人 or 检查员 with a number.
"""

from sampler.synthetic.findings import invented_findings, write_findings
from sampler.synthetic.people import demo_bureaus, demo_recusals, demo_roster
from sampler.synthetic.registry import Written, demo_registry, write_registry
from sampler.synthetic.words import all_invented

__all__ = [
    "Written",
    "all_invented",
    "demo_bureaus",
    "demo_recusals",
    "demo_registry",
    "demo_roster",
    "invented_findings",
    "write_findings",
    "write_registry",
]
