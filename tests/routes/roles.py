"""Who there is, and sets of them that rows name."""

ROLES = ("visitor", "member", "volunteer", "team_leader", "organizer", "county_reviewer", "office", "administrator")
ALL = set(ROLES)
ADMINISTRATOR = {"administrator"}
OFFICE = {"office", "administrator"}
REVIEWERS = {"county_reviewer", *OFFICE}
STAFF = {"organizer", *REVIEWERS}
SIGNED_IN = ALL - {"visitor"}

# A page of the workspace: signed out leads to sign-in, for others there is no such page.
HIDDEN = {role: 302 if role == "visitor" else 404 for role in ROLES}
