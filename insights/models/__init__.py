from insights.models.tally import SessionTally, TallyDelta
from insights.models.target import Comparison, Target

__all__ = ["Comparison", "SessionTally", "TallyDelta", "Target"]
