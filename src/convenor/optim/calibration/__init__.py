"""Scores corrected for harsh and lenient reviewers, with how sure that is. Plain Python, deterministic.

A review's points are taken as ``mean + proposal + reviewer + residual``, the last three drawn from normal
distributions of their own (a two-way additive model with random effects). Their variances are estimated by
fitting constants (Henderson's method 3: C. R. Henderson, Biometrics 9, 1953), the effects by the best linear
unbiased prediction with those variances (Henderson, Biometrics 31, 1975; G. K. Robinson, Statistical Science
6, 1991). ``docs/reference/calibration.md`` has the formulas and the limits.
"""

from convenor.optim.calibration.calibrating import calibrate
from convenor.optim.calibration.judging import (
    METHOD,
    MOST_REVIEWERS,
    Calibration,
    Estimate,
    Judgement,
    Obstacle,
    Variances,
)

__all__ = [
    "METHOD",
    "MOST_REVIEWERS",
    "Calibration",
    "Estimate",
    "Judgement",
    "Obstacle",
    "Variances",
    "calibrate",
]
