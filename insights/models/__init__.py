from insights.models.export import EXPORT_LABELS, Export, ExportKind
from insights.models.frozen import FrozenReport
from insights.models.publication import Publication
from insights.models.settlement import SETTLEMENT_LABELS, Settlement, SettlementKind
from insights.models.tally import SessionTally, TallyDelta
from insights.models.target import Comparison, Target

__all__ = [
    "EXPORT_LABELS",
    "SETTLEMENT_LABELS",
    "Comparison",
    "Export",
    "ExportKind",
    "FrozenReport",
    "Publication",
    "SessionTally",
    "Settlement",
    "SettlementKind",
    "TallyDelta",
    "Target",
]
