from insights.models.tally import SessionTally, TallyDelta

__all__ = ["SessionTally", "TallyDelta"]
