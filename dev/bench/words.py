"""What is said of the comparison beside its figures."""

ENDS = {
    "passerelle": "the next process goes on within {hold} minutes; nobody presses, and what stands is compared",
    "collections": "somebody runs it again, whole",
    "bulk": "Salesforce ends the job by itself; how it ended is seen by whoever looks, or runs it again, whole",
    "cli": "the same; `sf data upsert resume` finds the job again on the machine that began it",
}
"""What brings a killed pass to its end; ``hold`` is how long a dead process may keep others from its work."""

INTRODUCTION = """\
# Beside what you would pick instead

`make bench-compare` brings the same list over by Passerelle and by three other ways, in one run, and prints what each
cost; with `KEEP=1` it writes this page, its chart and the README's part anew from `bench.json`. The others are in
`dev/bench/rivals/`, a file each: two scripts of an afternoon, by requests and simple-salesforce (Collections of 200
rows, five calls at once; one Bulk API 2.0 job), and the Salesforce CLI's `data upsert bulk` with a CSV that a script
writes. None of them compares: each writes all rows, each time."""

WORDS = """\
## In words

- **Bulk is the most sparing of calls**: about ten for any number of rows, as one job carries them all. Passerelle reads
  both sides, and takes a call for each 200 rows that it writes. If calls are what you are short of and rewriting
  everything does no harm, a Bulk script is the better choice.
- **A first load is the others' field**: for a million rows load by Bulk first, with the same keys in
  `Intacct_Key__c`; Passerelle then compares what it finds. The Collections script keeps five calls under way all the
  time, where Passerelle's workers write a range each, and so it is the faster one.
- **What Passerelle saves is writes.** The others write all rows though none has changed. Each rewritten row gets a new
  `LastModifiedDate`, runs the org's triggers and flows, takes part in its locks, and counts as changed to whatever
  reads from Salesforce. The stand-ins have no triggers, so that this shows little in the times.
- **A script that remembers when it last ran** and asks Intacct for what changed since costs a call or two and writes
  just that, as Passerelle's run of changes does. It does not see what was changed or lost in Salesforce; nor is that
  measured here.
- **None of these loses or doubles a row for good**, once a killed one is brought to its end: all write by an external
  key. They differ in who notices, in what is done again, and in what you are told: the others end with an exit code
  and the failed rows, Passerelle with a mail, a list of rows and remedies.
- **Killed before its upload is closed**, a Bulk job writes nothing and stays open until Salesforce removes it; the kill
  here comes later than that, which is the better case for it.
- **Passerelle is the heavier thing to run**: it takes more memory than a script, an AWS account and a table. If you
  load one list now and then and watch it, the CLI is all you need."""

METHOD = """\
## Method

Each side has stand-ins of its own, freshly started, all on one machine and alike: {rows:,} journals in Intacct,
nothing in Salesforce. A first pass; another one; {changed:,} names change in Intacct an hour before a third. After
each pass all rows are compared, or the bench fails. Then, on fresh stand-ins, a first load is killed (SIGKILL, the
whole process group) when half of the rows are written; when nothing more happens by itself, rows are counted, and it
is started again. Passerelle's next process may take up what a dead one held after {hold} minutes at most; the clocks
are put forward by that much instead of waiting.

Calls and rows are those that the stand-ins counted, sign-ins apart and every poll of a job included. Wall time is that
of the command, with the start of its process; Passerelle's begins at the press, as its service runs already (on AWS a
cold start comes on top), and has the settings that an installation begins with. Peak memory is that of the largest
process; Passerelle's holds API and workers, its stand-ins for AWS are others. Scripts poll as the library and the CLI
do by default, every 5 s.

Latency: {intacct} s for an Intacct query, {upsert} s for a Collections upsert, {other} s for any other call. A Bulk
job waits {waiting:.0f} s for its turn and takes {chunk} s for each 200 rows, {batch:.1f} s in all: what a Collections
call takes less its way to and fro. **That pace is our decision**: Salesforce promises none, and an org's triggers and
load decide. The time of a Bulk job hangs on it, and its calls by the polls; rows written do not.

{versions}."""
