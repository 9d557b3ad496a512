"""What results hold of people: nothing. Sums, files and hashes, from which no vote leads to anybody."""

IMPERSONAL = {
    "ballot_tally": "ballot_id at version roll blank annulled valid votes input registered",
    "ballot_result": "ballot_id part voters text sha256 explained",
    "ballot_file": "ballot_id name content sha256",
    "ballot_count_run": "id ballot_id at outcome",
}
