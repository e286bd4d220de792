"""What an activity's facts may refer to."""

from activities.rules import Known
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


def known_words() -> Known:
    """The identifiers of the activities' vocabularies, of the data version of the moment."""
    terms = words().terms
    return Known(
        forms=set(terms[Vocabulary.ACTIVITY_FORM]),
        topics=set(terms[Vocabulary.TOPIC]),
        audiences=set(terms[Vocabulary.AUDIENCE]),
        settings=set(terms[Vocabulary.SETTING]),
        joint_actions=set(terms[Vocabulary.JOINT_ACTION]),
    )
