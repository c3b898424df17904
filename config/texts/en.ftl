### Texts in English. The ids are the same in all three files.

## Request statuses

request-status-registered = Received
request-status-confirmed = Approved
request-status-ordered = Order formed
request-status-paid = Paid
request-status-refused = Refused
request-status-withdrawn = Withdrawn

## Payment order statuses

order-status-awaiting-signature = Awaiting signature
order-status-declined = Declined
order-status-signed = Signed
order-status-dispatched = Dispatched
order-status-outcome-unknown = Outcome unknown
order-status-paid = Paid
order-status-rejected = Rejected by the treasury
order-status-returned = Returned

## Batch statuses

batch-status-awaiting-signature = Awaiting signature
batch-status-declined = Declined
batch-status-signed = Signed
batch-status-exported = Exported
batch-status-handed-over = Handed over
batch-status-outcome-unknown = Outcome unknown
batch-status-settled = Settled

## Holds

hold-blocked-recipient = Recipient blocked
hold-blocked-line = Budget line blocked
hold-possible-duplicate = Possible duplicate
hold-declined = Signature declined
hold-rejected = Rejected by the treasury
hold-returned = Money returned
hold-refusal-proposed = A refusal waits for a signature

## Reconciliation breaks

measure-executed = Executed since January
measure-payments-left = Left of the plan of payments
measure-obligations-left = Left of the plan of obligations
break-unknown-order = Unknown order
break-amount-differs = Amount differs
break-payee-differs = Payee differs
break-not-dispatched = Not dispatched
break-duplicate-line = Duplicate line
break-already-settled = Already settled
break-not-answered = Not answered
break-status-open = Open
break-status-settled = Settled

## Roles

role-specialist = Specialist
role-head = Head
role-finance = Finance specialist
role-auditor = Auditor
role-admin = Administrator
role-system = System
subject-recipient = Recipient
subject-line = Budget line

## Steps

step-confirm = Confirmation
step-form = Forming of orders
step-sign = Signing
step-dispatch = Dispatch

## Lateness

lateness-open = Open
lateness-on-time = On time
lateness-late = Late

## Causes of lateness

cause-department = Department
cause-plan = No money in the plan
cause-hold = Hold
cause-none = None

## Plan kinds

plan-kind-payments = Payments
plan-kind-obligations = Obligations
plan-kind-opening = Paid earlier

## Months

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Weekdays

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

## Reports

report-register = Register of requests
report-waiting-list = Waiting list
report-plan = Financing plan
report-deadlines = Deadlines
report-payments = Payments
report-reconciliation = Reconciliation with the treasury
report-conservation = Conservation of money
report-journal = Journal

## Services

service-microfinance-subsidy = Microfinance subsidy
service-guarantee-commission = Guarantee commission

## Languages

language-ru = Russian
language-kk = Kazakh
language-en = English

## Column headings

col-accepted = Accepted
col-account = Account
col-actor = Actor
col-algorithm = Algorithm
col-amount = Amount
col-at = Time
col-available = Available
col-bank-bic = BIC
col-basis = Basis
col-batch = Batch
col-bin = BIN
col-breaks = Breaks
col-budget-line = Budget line
col-cause = Cause
col-code = Code
col-column = Column
col-confirm-due = Confirm by
col-confirmed-at = Confirmed
col-counted = Counted
col-date = Date
col-defects = Defects
col-defects-total = Defects in all
col-dispatch-due = Dispatch by
col-dispatched-at = Dispatched
col-done = Done
col-due = Due
col-effective-at = Effective
col-effective-from = Counted from
col-ended-at = Ended
col-ended-by = Ended by
col-ended-reason = Why ended
col-event = Event
col-expected = Expected
col-facts = Facts
col-files = Files
col-form-due = Form by
col-format = Format
col-found = Found
col-from = From
col-hash = Hash
col-held = Held
col-hold = Hold
col-id = Id
col-iin = IIN
col-in-flight = In flight
col-item = Item
col-kbe = KBe
col-kind = Kind
col-knp = KNP
col-lateness = Timeliness
col-line = Line
col-link = Link No.
col-login = Login
col-manifest-sha256 = Manifest SHA-256
col-measure = Measure
col-matched = Matched
col-message = Message
col-method = Method
col-month = Month
col-name = Name
col-not-after = Not after
col-not-before = Not before
col-number = Number
col-order-number = Order No.
col-ordered = Ordered
col-orders = Orders
col-organisation = Organisation
col-paid = Paid
col-paid-at = Paid on
col-path = Path
col-payee-bin = Payee BIN
col-payee-name = Payee
col-person = Person
col-place = Place
col-plan = Plan
col-purpose = Purpose
col-queue-position = Queue No.
col-reason = Reason
col-receipt = Receipt
col-recipient-bin = Recipient BIN
col-recipient-name = Recipient
col-reference = Reference
col-refusal = Refusal
col-refused = Refused
col-registered = Registered
col-registered-at = Registered at
col-repeated = Repeated
col-replaces = Replaces
col-request = Request
col-requested = Requested
col-requests = Requests
col-reserved = Reserved
col-rest = Rest
col-revocation = Revocation
col-role = Role
col-roles = Roles
col-rules = Rules
col-serial = Serial No.
col-service = Service
col-settled-by = Settled by
col-sha256 = SHA-256
col-sign-due = Sign by
col-signed-at = Signed at
col-signed-by = Signed by
col-signers = Signers
col-since = Since
col-statement-no = Statement No.
col-status = Status
col-step = Step
col-steps = Steps
col-subject = For whom or what
col-this-update = List dated
col-time-stamp = Time stamp
col-to = To
col-total = Total
col-treasury-reference = Treasury ref.
col-valid = Valid
col-value = Value
col-value-date = Value date
col-waiting = Waiting
col-withdrawn = Withdrawn
col-year = Year

## Grounds of refusal, in short

ground-criteria-not-met = Criteria not met
ground-incomplete-documents = Documents incomplete
ground-false-data = False data
ground-not-registered = Not registered
ground-debt = Debt on a subsidy
ground-eds-not-confirmed = Signature not confirmed
ground-duplicate = Repeats an earlier request

## Yes and no

valid-yes = Yes
valid-no = No
counted-yes = Yes
counted-no = No

## Tables and the place of a defect

nothing-here = Nothing here
place-line = line { $line }, column { $column }
place-line-alone = line { $line }
defects-more = Defects not shown: { $count }

## Import and reconciliation

imported = Accepted: { $accepted }, repeated: { $repeated }, refused: { $refused }, defects: { $defects }
reconciled = Matched: { $matched }, breaks: { $breaks }
reconciled-form = Form 4-20 to { $date }: figures that differ from ours: { $unequal }
due = Due: { $due }; counted from { $effective }

## Warnings

plan-thousands = The plan was read in thousand tenge: rows { $rows }, document { $document } of { $date }.
warn-unknown-bank = { $file }: unknown bank, lines: { $count }, the first is { $line }, BIC { $bic }; check the BIC, add a new bank to rules/banks.csv
warn-possible-duplicate = { $file }: held as possible duplicates: { $count }, among them { $numbers }; check each and release or refuse it
warn-breaks = Breaks with the treasury's answer: { $count }; see qazyna break list
warn-hold-awaiting = { $subject }: orders that await the signature: { $count } ({ $orders }); the head cannot sign them while the stop stands, and can decline them with qazyna batch decline
warn-hold-signed = { $subject }: orders already signed or with the treasury: { $count } ({ $orders }); the stop does not take them back, write to the treasury where the money must not go
warn-blocked = order { $order }: recipient { $bin } is stopped: { $reason }; decline the order, or wait until the stop is ended
restore-guard = Until a statement of { $date } or later is imported and every break since then is settled, nothing leaves for the treasury; see qazyna doctor
restore-unreadable = What was there cannot be read and is set aside as it is: { $fault }
restore-chain-broken = The chain of the journal in the backup is broken at { $place }; nothing was changed, take an older backup

## What was done

done-confirm = Requests confirmed: { $count }
done-refused = Request { $number } refused
done-refusal-proposed = The refusal of request { $number } waits for an electronic signature (qazyna notice bundle, notice apply); until then the request gets no money
done-withdrawn = Request { $number } withdrawn
done-correction-proposed = Request { $number }: new requisites proposed, another person approves them
done-correction-approved = Request { $number }: new requisites approved
done-released = Request { $number }: released
done-hold-add = Stopped: { $subject }; nothing more is formed for it until the stop is ended
done-hold-end = { $subject }: the stop is ended, what waited stands in its old place
done-backup = Backup: { $file }, rows { $rows }, links of the journal { $links }, head { $head }
done-restore = The backup of { $created } is in place: rows { $rows }, journal head { $head }; what was there is kept as { $aside }
done-decline = Order { $order } of batch { $batch } declined
done-sign = Batch { $batch } signed
done-sign-second = Batch { $batch }: the second signature was taken; now the head signs
done-decline-void = The signature of { $person } over batch { $batch } is void: its manifest has changed, a new one is needed
second-signed = Second signature: { $person }, IIN { $iin }, { $at }
done-hand-over = Batch { $batch } handed over to the treasury, receipt { $receipt }
done-outcome-unknown = Batch { $batch }: outcome unknown; ask the treasury
done-resolve = Batch { $batch }: outcome resolved
done-resolve-part = Batch { $batch }: outcome of these orders resolved; orders whose outcome is still unknown: { $count }
done-resolve-first = Batch { $batch }: the first word is recorded; the same second one is needed: one of the two is a finance specialist's, the other a head's or an auditor's
warn-resolve-contrary = Batch { $batch }: the words contradict each other: now it is “{ $said }”, while { $who } said “{ $other }” of the same orders; the outcome stays unknown until two people say the same; look at the treasury's answer
resolution-paid = paid
resolution-not-received = not received by the treasury
done-manifest =
    Manifest written: { $file }
    Manifest SHA-256: { $sha256 }
    Journal head: { $head }
done-manifest-orders =
    The manifest names the orders by sheets of { $orders }; the orders themselves: { $file }
done-settle = Break { $id } settled
done-user-add = { $name }: the role “{ $role }” was given
done-user-end = { $name }: all roles ended
done-sample = Sample requests: { $requests }, sum { $sum }, folder { $dir }
done-init =
    { $profile ->
        [sandbox] Sandbox created: { $dir }
       *[production] Production installation created: { $dir }
    }
    Next: qazyna --config { $dir }/qazyna.toml doctor

## One pass

tick-closed = Outside working time: no orders are formed
tick-inbox = { $file }: accepted { $accepted }, repeated { $repeated }, refused { $refused }
tick-unfinished = { $file } is still being written; it is taken at the next look
tick-lacks-document = Inbox: the signature { $file } waits for the document that it was made over
tick-lacks-signature = Inbox: the application { $file } waits for its recipient’s signature (a file { $file }.cms beside it)
tick-waiting = Inbox: { $file } waits, its signature cannot be checked now: { $why }
tick-lapsed = Orders of a past year lapsed: { $count }
tick-confirmed = Requests confirmed: { $count }
tick-unsigned = Notices that wait for the specialist's signature: { $count } (qazyna notice bundle)
tick-formed = Batch { $batch } formed: orders { $orders }, total { $total }
tick-exported = Batch { $batch } exported: { $path }
tick-nothing = Nothing to do

## Checks of identifiers

check-right = { $value }: right
check-wrong = { $value }: wrong, { $reason }
ident-form = length or characters are wrong
ident-check-digit = the check digit must be { $digit }
ident-check-none = the check digits do not agree
ident-is-iin = this is the IIN of a person
ident-is-bin = this is the BIN of an organisation
ident-content = the date or the kind inside the number is impossible

## Under a report

report-total = Rows: { $rows }. { $sums }
report-made-from =
    Made: { $at }
    Rules: { $rules }
    Journal head: { $head }
report-period = Period: { $from } to { $to }
report-plan-about = All sums are cumulative from the beginning of the year. Available = the plan less what is reserved, paid, or was paid before this program went live; the lesser of the plans of obligations and payments counts
report-rows = Rows: { $rows }
report-sum = Total
report-page = page { $page } of { $pages }
report-differs = The report is not shown: its column `{ $column }` adds up to { $sum }, but by the conservation of money (`{ $place }`) it should be { $should }; run qazyna audit verify
chart-plan = Cumulative by month, m ₸
chart-deadlines = Steps of the procedure
chart-deadlines-on-time = in time
chart-deadlines-open = open
chart-deadlines-excused = late: no plan, or a hold
chart-deadlines-department = late: the department
explain-order = Order { $order }: { $amount }, { $payee }, account { $account }. { $status }
explain-answer = Statement { $statement } of { $date }, line { $line }: “{ $outcome }”, value date { $day }, the treasury’s reference { $reference }. It names the order “{ $named }”: { $by }
explain-resolved = { $at }: “{ $outcome }”, { $by }
explain-reason = Reason: { $reason }
explain-waits = The treasury has not answered yet; it is waited for until { $due }
explain-not-sent = The order was not sent to the treasury: there is nothing to answer
explain-by-reference = found by its full number
explain-by-number-payee-amount = found by number without year, payee and sum: there is no other such order
explain-by-identity = found by the whole identity of the payment (payee, account, sum): the statement names no number, and there is no other such order
explain-by-resolution = two people established the outcome
proof-equal = Equal to what was signed
proof-equal-as-left = Equal to what was signed and to the file that left
proof-left-differs = Equal to what was signed, but the file that left says something else
proof-left-says-the-same = Equal to what was signed; a file of an earlier layout left that says the same
proof-differs = Differs from what was signed
proof-refused = This format cannot carry the batch
col-proof = Comparison
report-written = Report written: { $file }
progress-fetching = Reading
progress-writing = Writing rows

## Audit

audit-whole =
    Faults: { $faults }. Links of the journal: { $links }, events: { $events }
    Journal head: { $head }
audit-broken =
    FAULTS: { $faults }; stop the payments and tell the administrator. Links of the journal: { $links }, events: { $events }
    Journal head: { $head }
audit-chain-broken = Chain broken
audit-time-backwards = Time runs backwards
audit-head-not-found = Head not found
audit-state-differs = State differs
audit-signature-differs = Signature differs
audit-file-differs = File differs
audit-notice-differs = Notice differs
audit-money-not-conserved = Money not conserved

## Doctor

doctor-configuration =
    { $profile ->
        [sandbox] Sandbox
       *[production] Production
    }, rules { $rules }
doctor-database = The database answers: { $engine }
doctor-collation = The database sorts by bytes: { $name }
doctor-collation-other = The database sorts by { $name }, not by bytes; create it with the collation C before work begins
doctor-restore = a backup was brought back on { $date }: nothing leaves for the treasury yet; missing: { $missing }. Import the statements of every day since the backup, settle the breaks; what had left and is shown as signed: qazyna batch outcome-unknown
doctor-calendar = The calendar is known until { $date }
doctor-calendar-soon = The calendar ends on { $date }, days left: { $days }; add the next year's file rules/calendar/YYYY.csv
doctor-calendar-ended = The calendar ended on { $date }; add this year's file rules/calendar/YYYY.csv
doctor-calendar-none = There is no calendar; add a file rules/calendar/YYYY.csv
doctor-eds-off = Electronic signatures are not required
doctor-eds-missing = A certificate or revocation list is missing: { $path }; put it there or correct [eds] in qazyna.toml
doctor-eds-none = No trust anchors are given; name them under eds.anchors in qazyna.toml
doctor-eds = Trust anchors: { $count }, the first ends on { $end }; the revocation list is good until { $list }
doctor-eds-ended = A trust anchor ended on { $date }: get the new one from the authority's site and name it under eds.anchors
doctor-eds-ends = A trust anchor ends on { $date }: get the new one in time and name it under eds.anchors
doctor-eds-no-list = There is no revocation list: without one no signature is accepted; name its address under eds.lists or its file under eds.crls
doctor-eds-list-old = The revocation list was good until { $date }: without a fresh one no signature is accepted; get a new one (qazyna eds refresh) or put it into the folder of eds.crls
doctor-span = { $hours } h { $minutes } min
doctor-list = Revocation list { $address }: № { $number }, issued { $age } ago, good until { $until }
doctor-list-due = Revocation list { $address }: № { $number }, issued { $age } ago, good only until { $until }; get a new one: qazyna eds refresh, or look at the daemon's log
doctor-list-over = Revocation list { $address }: № { $number }, issued { $age } ago, over since { $until }; get a new one: qazyna eds refresh
doctor-list-none = The revocation list { $address } is not there yet; get it: qazyna eds refresh
doctor-responder = OCSP responder { $address } answers; age of its answer: { $age }
doctor-responder-down = OCSP responder { $address } does not answer as it should: { $cause }; signatures wait where no list is fresh
doctor-verifier = Signatures are checked by the program { $program }, too
doctor-verifier-missing = The program { $program } that checks signatures is not there; correct eds.command, no signature is accepted before
doctor-folder = The folder can be written: { $path }
doctor-folder-absent = No folder yet: { $path }; create it where it is wanted
doctor-folder-closed = The folder cannot be written: { $path }; let the program's user write there
doctor-disk = Free on the disk, MiB: { $mib }
doctor-disk-low = Little space on the disk, MiB: { $mib }; free some or move the database
doctor-disk-unknown = The free space is not known: { $path }; check the disk yourself

## Demo

demo-code = code { $code }: as it should be
demo-failed = the command `{ $command }` ended with code { $code }, expected was { $wanted }
demo-count = requests: { $count }
demo-summary =
    { "" }
    ── Result ──
demo-files =
    { "" }
    Files for the treasury ({ $files }): { $dir }/outbox
    Plan, requests and statements: { $dir }/in
    Reports and lists: { $dir }/out
    Look further: qazyna --config { $dir }/qazyna.toml request list

## Defect messages. $value is the text found, $expected what the program computed

defect-not-utf8 = the file is not UTF-8, first fault at `{ $value }`; { $expected ->
    [XML] save the XML in UTF-8 and import it again
   *[other] save it as “CSV UTF-8” and import it again
}
defect-not-xml = the file begins as XML but cannot be read on: `{ $value }`; get it from its sender again, or mend an application by the schema qazyna-application-1.xsd
defect-no-header = the file has no header, its first line is `{ $value }`; the columns `{ $expected }` were expected; add the header line
defect-missing-column = the column `{ $value }` is missing; the columns `{ $expected }` are needed; add it
defect-unknown-column = the column `{ $value }` is not known; the columns allowed are `{ $expected }`; remove or rename it
defect-doubled-column = the column `{ $value }` occurs more than once; keep only one
defect-cut-off = the file breaks off: `{ $value }` (how many fields its last line has of how many, or what is missing); a whole file was expected; get it from the sender again
defect-not-recognised = the kind of file was not recognised, it begins with `{ $value }`; expected `{ $expected }`; check that this is the right file
defect-empty-file = the file `{ $value }` is empty; a header and at least one line were expected; check with the sender
defect-too-long = the value `{ $value }` is too long; the number of characters allowed is `{ $expected }`; shorten it
defect-control-character = the value `{ $value }` holds a control character; only printable characters were expected; remove it and import the line again
defect-broken-cell = the cell has no value: `{ $value }`; it is an error or a formula without a stored result; compute the workbook again or enter the value
defect-damaged-cell = the cell holds `{ $value }`: leading zeros or digits after the fifteenth may be lost, or the entry was taken for a date; format the column as text and enter the value again
defect-inexact-number = the number `{ $value }` is not exact: decimals allowed: { $expected }; round the value in the cell itself, not only its display
defect-not-a-date = the cell holds the number `{ $value }` and no date; format the cell as a date or enter the date as the text `YYYY-MM-DD`
defect-no-offset = the cell `{ $value }` has no time offset, Excel keeps none; format the column as text and enter `2026-03-05T10:00:00+05:00`
defect-missing-value = a required value is missing; fill in the column and import the line again
defect-bad-number = the number `{ $value }` is not allowed; letters, digits and signs without spaces around them were expected, at most 35 characters; correct it
defect-bad-service = the service `{ $value }` is not known; one of `{ $expected }` was expected; correct the code
defect-bad-instant = the date and time `{ $value }` cannot be read; the form `2026-03-05T10:00:00+05:00` was expected; correct it
defect-instant-in-future = the moment `{ $value }` has not come yet; no later than `{ $expected }` was expected; check the date and the offset
defect-outside-calendar = the date `{ $value }` is outside the calendar; it covers `{ $expected }`; add that year's calendar or correct the date
defect-bad-bin = the BIN `{ $value }` is wrong; 12 digits with a right check digit were expected; compare it with the recipient's documents
defect-iin-not-bin = `{ $value }` is the IIN of a person; the BIN of an organisation was expected; give the BIN
defect-bad-iin = the IIN `{ $value }` is wrong; 12 digits with a right check digit were expected; compare it with the documents
defect-bad-iban = the account `{ $value }` is wrong; 20 characters beginning with KZ and right check digits were expected; ask the recipient for the account
defect-bad-bic = the BIC `{ $value }` is wrong; 8 or 11 Latin letters and digits were expected; ask the recipient for the BIC
defect-bank-contradiction = the BIC `{ $value }` does not belong to the account; accounts of this bank have the code `{ $expected }` (characters 5 to 7); ask the recipient for the requisites
defect-bad-kbe = the KBe `{ $value }` is wrong; two digits were expected: residency 1 or 2 and sector 1 to 9; correct the code
defect-bad-amount = the amount `{ $value }` cannot be read; digits, a dot and at most two decimals were expected; correct it
defect-bad-thousands = the sum in thousand tenge `{ $value }` cannot be read; digits, blanks between groups of three, a comma and at most five decimals were expected; correct it
defect-amount-negative = the amount `{ $value }` is negative; an amount above zero was expected; correct it
defect-amount-zero = the amount `{ $value }` is zero; an amount above zero was expected; correct it
defect-amount-too-large = the amount `{ $value }` is too large; at most `{ $expected }` is allowed; check the number of digits
defect-bad-rate = the rate `{ $value }` cannot be read; percent was expected: a number above zero with at most four decimals; correct it
defect-rate-above-ceiling = the rate `{ $value }` is above the ceiling; at most `{ $expected }` percent is allowed; correct the calculation
defect-amount-mismatch = the amount `{ $value }` differs from the calculation; base and rate give `{ $expected }`; correct the amount, the base or the rate
defect-bad-date = the date `{ $value }` cannot be read; the form `YYYY-MM-DD` was expected; correct it
defect-dates-out-of-order = the date `{ $value }` does not agree with `{ $expected }`: an agreement is not later than the registration, a period does not end before it begins, a document has one date; correct the dates
defect-number-conflict = a request numbered `{ $value }` already exists with other content: `{ $expected }`; compare both and submit the new one under another number
defect-broken-book = the spreadsheet cannot be read: { $value }; open it in Excel, save it as an XLSX workbook without a password and import it again
defect-book-too-large = the spreadsheet is larger than what is read: { $value }, at most { $expected }; split it or save the sheet as CSV
defect-other-unit = the unit `{ $value }` does not fit: a plan of this form is read in thousand tenge only; import it in thousand tenge or as a file with qazyna's columns
defect-option-missing = a plan of this form does not state it: give { $value } with the command; year, kind (payments, obligations, opening), number and date of the document are stated by --year, --kind, --document, --date
defect-option-needless = the option { $value } is not needed: this file itself states year, kind, number and date of its document; leave it out
defect-total-differs = the total `{ $value }` is not the sum of the rows, `{ $expected }` (thousand tenge); nothing of the file was taken; compare rows and total
defect-control-total = the control total differs: the file holds `{ $value }`, stated was `{ $expected }`; check with the sender, nothing was imported
defect-strict = the file was refused whole, defects found: `{ $value }`; correct them all or import without the strict mode
defect-bad-year = the year `{ $value }` is not allowed; `{ $expected }` was expected; correct the year
defect-bad-code = the code `{ $value }` is wrong; the number of digits expected is `{ $expected }`; correct the code
defect-other-institution = the institution `{ $value }` is another one; `{ $expected }` was expected; import the plan of your own department
defect-bad-kind = the kind `{ $value }` is not known; one of `{ $expected }` was expected; correct it
defect-plan-conflict = the plan document `{ $value }` was imported on `{ $expected }` with other figures; make the change with a new certificate
defect-plan-undercut = the plan since January would be `{ $value }`, while orders are formed for `{ $expected }`; lessen the change or move it to a later month
defect-document-refused = the document `{ $value }` was refused whole because of defects in its other lines; correct them and import the file again
defect-bad-order-number = the order number `{ $value }` cannot be read; the form `2026-15` or `15` was expected; correct it
defect-bad-outcome = the outcome `{ $value }` is not known; one of `{ $expected }` was expected; correct the statement line
defect-statement-conflict = the statement `{ $value }` was imported at `{ $expected }` with other content; compare both with the treasury
defect-field-count = the line has `{ $value }` fields, expected were `{ $expected }`; check the commas and the quotes
defect-unknown-person = the person `{ $value }` is not registered; the name of a person in office was expected; check the spelling or ask the administrator
defect-wrong-role = `{ $value }` may not do this; one of the roles { $expected } is needed; leave it to somebody who holds it
defect-same-person = `{ $value }` already took part: { $expected }; one person may not do both; leave it to somebody else
defect-role-conflict = the role { $value } excludes the role { $expected }, which is held on the same days; end the earlier one first or change the dates
defect-not-found = `{ $value }` was not found; something that is on record was expected; check the spelling
defect-ambiguous = `{ $value }` stands for more than one thing: `{ $expected }`; write one of them in full
defect-illegal-state = `{ $subject }`: the state { $state } does not allow this; needed: { $needed }; check what has been done already
state-named = “{ $name }” (`{ $word }`)
state-break-settled = break { $id } settled (`qazyna break settle { $id }`)
page-state-break-settled = break { $id } settled (“Treasury”, “Breaks”)
part-request = worked on the request
part-correct = proposed the new requisites
part-sign = signed the batch
page-bad-iban = the account `{ $value }` is wrong; expected 20 characters beginning with KZ, with right check digits; compare it with the bank’s certificate
page-bad-bic = the BIC `{ $value }` is wrong; expected 8 or 11 Latin letters and digits; compare it with the bank’s certificate
page-bank-contradiction = the BIC `{ $value }` does not go with the account; accounts of this bank have the code `{ $expected }` (characters 5 to 7); compare both with the bank’s certificate
page-option-missing = a plan of this form does not state year, kind, number and date of its document; fill them in below the file
page-missing-value = fill in this field
page-control-character = the value `{ $value }` holds a control character; remove it
page-bad-service = choose a service from the list
page-bad-amount = the amount `{ $value }` cannot be read; expected digits and at most two decimals
page-bad-rate = the rate `{ $value }` cannot be read; expected percent: a number above zero with at most four decimals
page-bad-date = the date is missing or wrong; choose it in the calendar
page-blocked = `{ $value }` is stopped: `{ $expected }`; decline the order, or wait until the finance specialist ends the stop (“Financing plan”, “Stops”)
page-unsigned = the recipient did not sign `{ $value }`, and without his signature applications are not taken from here; sign it with the organisation’s key
page-signature-needed = `{ $value }` needs an electronic signature: the head signs the manifest on the page of the batch, the specialist the notices on the page “Notices to sign”
page-second-signature-needed = the chief accountant signs batch { $value } first, on its page (certificate: { $expected }): there is no such signature over this manifest; where an order was declined after it, a new one is needed
page-no-iin = nobody noted which IIN the certificate of `{ $value }` must name; ask the administrator to note it
page-order-too-large = order `{ $order }` pays `{ $sum }`, and a file or a message of the form { $form } holds no more than `{ $most }`; an order is not parted: export the batch in another format, or ask the administrator to raise the limit if the system that takes the file allows it
defect-unknown-ground = the ground of refusal `{ $value }` is not known; one of { $expected } is allowed; give one that is in force
defect-not-held = `{ $value }` is on no hold that this lifts; check where it stands and why it is held
defect-blocked = `{ $value }` is stopped: `{ $expected }`; decline the order, or wait until the finance specialist ends the stop (qazyna hold list)
defect-nothing-left = nothing of `{ $value }` can be withdrawn: all of it is in orders or was withdrawn before; wait for the outcome of the orders
defect-past-year = the budget year of `{ $value }` is over; the current year was expected; form the orders anew from the current year's plan
defect-manifest-differs = the data of `{ $value }` differ from the manifest that the head signed; hand nothing to the treasury and tell the administrator
defect-file-differs = the file `{ $value }` differs from what was signed; do not hand it to the treasury and export the batch again
defect-does-not-fit = the value `{ $value }` does not fit the file's format; allowed is `{ $expected }`; choose another format or correct the value
defect-order-too-large = order `{ $order }` pays `{ $sum }`, and a file or a message holds no more than `{ $most }`; an order is not parted: raise `most-sum` in formats/{ $form }.toml if the system that takes the file allows it, or export the batch in another format (qazyna export --as)
defect-unsigned = the recipient did not sign `{ $value }`, and without his signature applications are not taken from here (key `{ $expected }`); put the signature beside it: `{ $value }.cms`
defect-attachment-name = the name of the attached file `{ $value }` is not allowed; expected one line of at most { $expected } characters without slashes; rename the file
defect-attachment-kind = the attached file `{ $value }` is of no kind that may be attached; expected one of: { $expected }; save the document as one of these
defect-attachment-too-large = the attached file `{ $value }` is too large; at most { $expected } MB are allowed; lower the quality of the picture or split the document
defect-too-many-attachments = files attached: { $value }; at most { $expected } are allowed; put documents together
defect-attachment-missing = the document names the attached file `{ $value }`, but the file did not come; attach it
defect-attachment-differs = an attached file is not the one that the signed document names: `{ $value }` came, `{ $expected }` was expected; attach the earlier file or sign the document anew
defect-attachment-unnamed = the file `{ $value }` is attached, but the signed document does not name it; leave it out or sign the document anew
defect-attachment-doubled = two attached files are called `{ $value }`; rename one of them
defect-attachments-conflict = the application is there already, with other attached files: `{ $value }` came, `{ $expected }` came before; send a new application under another number
defect-document-gone = the document to be signed is no longer kept: more than 15 minutes have passed, it was signed already, or the program was restarted; begin again
defect-signature-needed = `{ $value }` needs an electronic signature: the head signs the manifest of a batch (`batch sign N --signature FILE`), the specialist the notices (`notice bundle`, `notice apply`)
defect-second-signature-needed = the chief accountant signs batch { $value } first (`batch sign { $value } --signature FILE`, certificate: { $expected }): there is no such signature over this manifest; where an order was declined after it, a new one is needed
defect-signature-refused = the electronic signature is not accepted: { $cause }
defect-verifier-down = the program `{ $value }` that checks signatures does not answer: { $cause }; the signature is neither accepted nor refused, try again later
verifier-down-not-started = it cannot be started ({ $seen }); look at eds.command
verifier-down-slow = it did not answer within { $seen } (eds.timeout)
verifier-down-failed = it ended with a fault ({ $seen })
verifier-down-too-long = it wrote more than { $seen } bytes
verifier-down-not-json = it did not write the JSON document that is expected ({ $seen })
verifier-down-no-signers = it says that the signature holds, and does not name the signer ({ $seen })
verifier-down-contradicts = it contradicts itself ({ $seen })
verifier-down-unknown-word = it wrote the unknown value "{ $seen }"
list-none = No addresses of revocation lists are named (eds.lists)
list-outcome-new = new
list-outcome-same = the same, there is no newer one yet
list-outcome-failed = not fetched
list-fault = { $address }: { $text }
list-fault-down = no connection ({ $seen }); the older list stays until its end
list-fault-slow = not all of the answer within { $seen } (eds.timeout); the older list stays until its end
list-fault-too-large = the answer has more than { $seen } bytes (eds.lists-largest); the older list stays until its end
list-fault-content = there is no list ({ $seen }), and no other address is believed; correct eds.lists
list-fault-form = what came is no revocation list ({ $seen }); the older one stays until its end
list-fault-signature = the list is signed by no authority of eds.anchors ({ $seen }); the older one stays until its end
list-fault-partial = the list does not cover all certificates ({ $seen }); name the address of a full or a delta list in eds.lists
list-fault-over = the list that came is over already ({ $seen }); the authority has not issued a new one yet, or the clock is wrong
list-fault-older = the list that came is older than the one that is there ({ $seen }); that one stays
list-fault-disk = the list came but was not written ({ $seen }); look at eds.lists-folder
col-address = Address
col-outcome = Outcome
col-next-update = Good until
defect-signature-void = the electronic signature kept of batch `{ $value }` proves nothing any more ({ $expected }); hand nothing to the treasury and tell the administrator
defect-no-iin = nobody noted which IIN the certificate of `{ $value }` must name; the administrator does so with `qazyna user add { $value } --role head --iin IIN`
defect-not-reconciled = a backup was brought back on { $value }, and the statements since then are not reconciled; missing: `{ $expected }`; import the statements and settle the breaks, then the orders leave
defect-copy-broken = the file `{ $value }` is no whole backup: { $expected }; nothing was changed, take another copy
defect-copy-newer = the backup has the version { $value }, this program knows versions up to { $expected }; take a newer version of qazyna
defect-in-use = `{ $value }` is in use by another program; stop the daemon, wait for the other commands and try again
defect-already-exists = `{ $value }` exists already; a free place or name was expected; give another one, nothing was changed

# A request's history
event-request-received = taken in
event-request-confirmed = confirmed
event-request-refused = refused
event-request-eds = notice of acceptance signed electronically
event-refusal-proposed = refusal proposed, waits for a signature
event-refusal-eds = refusal signed electronically
event-result-eds = notice of the payment by order { $order } signed electronically
event-request-withdrawn = withdrawn
event-request-released = released
event-request-short = the plan was too short, waits
event-correction-proposed = new requisites proposed
event-correction-approved = new requisites approved
event-order-formed = order { $order } formed
event-order-declined = order { $order } declined
event-order-paid = order { $order } paid
event-order-rejected = order { $order } rejected by the treasury
event-order-returned = money of order { $order } came back
event-order-not-received = order { $order } never reached the treasury
event-break-found = a statement does not agree with order { $order }

clock-behind = the clock says { $now }, but the last change was recorded at { $last }; set the clock right, nothing was changed

## The electronic signature: what a check found

done-notice-bundle = Notices to sign: { $count }; the documents are in { $dir }. Sign each file and lay the signature beside it: NAME.txt.cms
done-notice-apply = Confirmed by signed notices: { $confirmed }; refused: { $refused }; results signed: { $results }; still without a signature: { $unsigned }
notice-kind-acceptance = Acceptance
notice-kind-refusal = Refusal
notice-kind-result = Result
col-file = File
done-eds-evidence = The evidence of the signatures ({ $number }) was written to { $file }
eds-evidence-verdict = { $text }
eds-evidence-proves = The signature holds: checked again from what was kept it comes out the same, and it is over exactly this document.
eds-evidence-proves-not = ATTENTION: what was kept does not prove the signature: { $why }
eds-evidence-summary =
    The electronic digital signature over a manifest of payment orders

    Batch { $batch } of { $date }, { $service }
    Orders: { $orders }, in all { $total }
    Signed in the system by: { $person }, { $signed_at }
    The signature was checked and kept: { $kept_at }
    Checked by: { $verifiers }
    SHA-256 of the manifest (manifest.txt): { $manifest }
    SHA-256 of the evidence (evidence.json): { $evidence }

    { $verdict }
eds-evidence-document =
    { $what }

    { $about }
    Document: { $file }
    Acted in the system: { $person }; the signature was checked and taken: { $kept_at }
    SHA-256 of the evidence (evidence.json): { $evidence }

    { $verdict }
eds-evidence-request = Request { $service }/{ $number }, { $name }, BIN { $bin }
eds-evidence-second = The chief accountant’s signature over the batch’s manifest
eds-evidence-application = The recipient’s signature over the application
eds-evidence-acceptance = The signature over the notice of acceptance
eds-evidence-refusal = The signature over the reasoned refusal
eds-evidence-result = The signature over the notice of payment
eds-evidence-signer =
    Who signed
    Name in the certificate: { $name }
    IIN { $iin }, BIN { $bin }, organisation: { $organisation }
    Authority: { $roles }
    Certificate { $serial }, in force from { $not_before } to { $not_after }, { $algorithm }
    By the signer's clock: { $clock }; time stamp: { $stamp }
    Checked for the moment: { $moment }
    Revocation asked by: { $method }; lists: { $lists }
eds-evidence-again =
    To check it yourself, offline: the signature is signature.cms, the signed document { $file },
    the certificates are in certificates, the responders' answers, where they were asked, in answers. The command:
    qazyna eds verify --cms signature.cms --content { $file }
    with the anchors (eds.anchors) that you believe, and the revocation list of the SHA-256 shown.
eds-role-individual = individual
eds-role-legal-entity = legal entity
eds-role-first-head = first head
eds-role-right-to-sign = right to sign
eds-role-financial = right to sign financial documents
eds-role-personnel = personnel department
eds-role-employee = employee
eds-role-system = information system
eds-role-treasury-client = Treasury-Client
eds-holds = The signature holds
eds-does-not-hold = The signature does NOT hold
eds-reason = { $reason }: { $text }
eds-stamp = The time stamp was not counted: { $text }
eds-checked-by = Checked by: { $names }
eds-try-again = { $cause }. The signature is not refused for good: the application or the batch waits, repeat the command later
done-eds-sandbox = Made-up keys and certificates were written: { $dir } (SANDBOX, they stand for nobody)
done-eds-sign = A made-up signature was written: { $file }
col-revocation-method = By
col-revocation-this-update = As of
col-causes = Causes
eds-revocation-good = Not revoked
eds-revocation-revoked = Revoked
eds-revocation-unknown = Unknown
eds-revocation-unavailable = Not known now

## The electronic signature: why it does not hold

eds-cause-empty = the signature file is empty; attach the signed file
eds-cause-too-large = the signature file is too large: at most 64 MiB are read
eds-cause-armor-broken = the PEM or base64 text is damaged; fetch the signature again
eds-cause-not-der = this is no CMS signature: the bytes are not DER, or are cut off
eds-cause-trailing-bytes = there are bytes behind the signature
eds-cause-not-signed-data = this is CMS, but not signed data
eds-cause-signed-data-form = the structure of the signed data is wrong
eds-cause-too-many = more than 64 certificates, signers or attributes
eds-cause-signer-form = the structure of a signer's part is wrong
eds-cause-no-signed-attributes = there are no signed attributes; sign the document again with NCALayer
eds-cause-attribute-form = a signed attribute has a wrong form
eds-cause-attribute-doubled = a signed attribute stands there twice
eds-cause-no-content-type = the signed attributes hold no content type
eds-cause-content-type-differs = another type of content was signed
eds-cause-no-message-digest = the signed attributes hold no digest of the content
eds-cause-certificate-form = the signer's certificate has a wrong form
eds-cause-iin-missing = the certificate holds no IIN
eds-cause-iin-doubled = the certificate holds more than one IIN
eds-cause-bin-doubled = the certificate holds more than one BIN
eds-cause-nobody-signed = nobody signed this file
eds-cause-no-signer-certificate = the signer's certificate did not come along; sign again with it
eds-cause-digest-unknown = an unknown digest; expected GOST 34.11-2015 or SHA-256
eds-cause-key-unknown = an unknown kind of key
eds-cause-parameters-unknown = the key's parameters are not those used in Kazakhstan
eds-cause-key-too-short = the RSA key is shorter than 2048 bits
eds-cause-signature-unknown = an unknown signature algorithm
eds-cause-algorithms-mixed = the digest does not belong to this kind of key
eds-cause-no-content = the signature is detached; name the document with --content
eds-cause-enclosed-differs = the document inside the signature is not the one given
eds-cause-digest-differs = another document was signed, or it was changed afterwards
eds-cause-key-broken = the public key is no point of its curve
eds-cause-signature-length = the signature has not the length of this key's
eds-cause-signature-wrong = the signature was not made with this key, or is damaged
eds-cause-signing-certificate-differs = the signature names another certificate than the one that came along
eds-cause-verifiers-disagree = two verifiers do not agree; tell the administrator
eds-cause-issuer-unknown = no certificate of the issuer is known; look at eds.anchors
eds-cause-issuer-name-differs = the issuer's key fits, but its name is written otherwise
eds-cause-issuer-key-differs = the issuer's name fits, but its key is another
eds-cause-issuer-signature-wrong = the issuer did not sign this certificate
eds-cause-issuer-no-authority = the issuer is no authority
eds-cause-issuer-may-not-issue = the issuer's key may not sign certificates
eds-cause-path-too-long = the chain has more authorities than are allowed
eds-cause-extension-unknown = the certificate has an unknown critical extension
eds-cause-policy-differs = the certificate was not issued by the rules of the national authority
eds-cause-signer-expired = the signer's certificate is over; sign with one in force
eds-cause-issuer-expired = an authority's certificate is over
eds-cause-signer-not-yet = the signer's certificate has not begun
eds-cause-issuer-not-yet = an authority's certificate has not begun
eds-cause-revoked-in-list = the certificate is revoked: it stands in the list
eds-cause-revoked-in-delta = the certificate is revoked: it stands in the delta list
eds-cause-revoked-by-answer = the certificate is revoked: so the OCSP responder says
eds-cause-revoked-by-verifier = the certificate is revoked: so the external verifier says
eds-cause-unknown-to-responder = the OCSP responder does not know this certificate
eds-cause-issuer-revoked = an authority's certificate is revoked
eds-cause-no-list = there is no revocation list of this authority; fetch it and look at eds.crls
eds-cause-list-expired = the revocation list is past its time; fetch a new one
eds-cause-delta-expired = the delta list is past its time; fetch a new one
eds-cause-list-signature-wrong = the revocation list's signature does not hold; fetch it again
eds-cause-list-partial = the revocation list covers only a part of the certificates
eds-cause-answer-form = the OCSP answer has a wrong form
eds-cause-answer-try-later = the OCSP responder could not answer; try again later
eds-cause-responder-down = the OCSP responder cannot be reached
eds-cause-responder-slow = the OCSP responder did not answer in time (eds.timeout)
eds-cause-responder-too-large = the OCSP responder sent too much
eds-cause-responder-content = what answers at an address of eds.responders is no OCSP responder; look at the address
eds-cause-answer-nonce = the OCSP answer was made for another request
eds-cause-answer-for-another = the OCSP answer is about another certificate
eds-cause-responder-untrusted = the OCSP responder is not one of this authority
eds-cause-answer-signature-wrong = the OCSP answer's signature does not hold
eds-cause-answer-too-old = the OCSP answer is too old; ask again
eds-cause-answer-from-future = the OCSP answer is of a later time than now; look at the clock
eds-cause-unknown-to-verifier = the external verifier could not tell whether the certificate is revoked
eds-cause-issuer-unchecked = whether an authority's certificate is revoked cannot be told
eds-cause-for-login = this key is for signing in (AUTH); sign with the key for signing (RSA or GOST)
eds-cause-no-signing-purpose = the certificate is not for signing documents
eds-cause-key-may-not-sign = the certificate's key may not sign
eds-cause-is-authority = this is an authority's certificate, not a person's
eds-cause-role-missing = the signer has none of the wanted roles
eds-cause-treasury-elsewhere = a certificate for Treasury-Client is not used in other systems; sign with another
eds-cause-iin-differs = another person signed: the IIN differs
eds-cause-bin-differs = another organisation signed: the BIN differs
eds-cause-stamp-form = the time stamp has a wrong form
eds-cause-stamp-for-another = the time stamp is over another signature
eds-cause-stamp-signature-wrong = the time stamp's signature does not hold
eds-cause-stamp-purpose = the time stamp's signer is not for stamping time
eds-cause-stamp-untrusted = the time stamp's signer does not lead to an anchor; look at eds.anchors
eds-cause-stamp-not-valid = the time stamp's signer was not valid then
eds-cause-stamp-revoked = the time stamp's signer is revoked
eds-cause-stamp-unchecked = whether the time stamp's signer is revoked cannot be told; checked as of now
eds-cause-stamp-from-future = the time stamp is of a later time than now; checked as of now

## Printed documents

paper-order = Payment order No. { $number } of { $date }
paper-register = Register of payment orders for signature: batch No. { $batch } of { $date }
paper-act-recipient = Act of reconciliation of mutual settlements, { $from } to { $to }
paper-act-treasury = Act of reconciliation with the treasury, { $from } to { $to }
paper-letters = Notices on application No. { $number }
paper-letter = Digest of the notice: { $sha256 }
paper-payer = Payer
paper-payee = Payee
paper-institution = Code of the institution
paper-bin = BIN
paper-account = Account (IBAN)
paper-kod-kbe = КОд / КБе
paper-name = Name
paper-funding = Source of funding
paper-residency = Residency
paper-resident = resident
paper-non-resident = non-resident
paper-value-date = Value date
paper-treasury-date = Date in the treasury's statement
paper-words-kk = In words, Kazakh
paper-words-ru = In words, Russian
paper-head = Head of the department
paper-accountant = Chief accountant
paper-authorised = Authorised person of the department
paper-signed =
    Signed in the program: { $person }, { $at }
    Manifest, SHA-256: { $sha256 }
paper-signed-eds =
    Signed electronically: { $person }, { $at }
    IIN { $iin }, certificate { $serial }
    SHA-256: { $sha256 }
paper-under-signature = signature
paper-under-name = name, date
paper-declined = Left out: declined
paper-orders = Orders in all: { $count }
paper-n = No.
paper-order-col = Order, application
paper-order-only = Order
paper-payee-bin = Payee, BIN
paper-account-bic = IBAN, BIC
paper-kbe-knp = КБе / КНП
paper-sum = Sum, ₸
paper-document = Document
paper-accepted = Accepted, ₸
paper-paid = Paid, ₸
paper-returned = Returned, ₸
paper-entry-accepted = Application No. { $number }
paper-entry-paid = Order No. { $number }
paper-entry-returned = Return of order No. { $number }
paper-turnover = Turnover of the period
paper-opening = To be paid at the beginning of { $date }
paper-closing = To be paid at the end of { $date }
paper-act-words = The parties compared their mutual settlements of the period. Differences, if any, are stated in writing with the documents enclosed.
paper-side-department = Department
paper-side-recipient = Recipient
paper-side-treasury = Treasury
paper-sent = Sent
paper-outcome = State
paper-answer = Payment date, treasury's reference, statement
paper-outcomes = By state
paper-breaks = Differences open when this was made
paper-no-breaks = There are none.
paper-statement = Statement, line

## Journal: events and facts

journal-installation-created = Installation created
journal-role-given = Role given
journal-roles-ended = Roles ended
journal-person-iin = IIN of a person noted
journal-plan-document = Plan document taken in
journal-requests-file = Request file taken in
journal-intake-eds = Request file signed electronically
journal-attachment-received = Attached file received
journal-request-received = Application taken in
journal-request-confirmed = Acceptance confirmed
journal-request-eds = Notice of acceptance signed electronically
journal-request-refused = Application refused
journal-refusal-proposed = Refusal proposed
journal-refusal-eds = Refusal signed electronically
journal-request-withdrawn = Application withdrawn
journal-request-released = Hold lifted
journal-request-short = Plan did not suffice
journal-correction-proposed = New requisites proposed
journal-correction-approved = New requisites approved
journal-hold-added = Stop added
journal-hold-ended = Stop ended
journal-batch-formed = Batch formed
journal-batch-remade = Manifest made anew
journal-batch-signed = Batch signed
journal-batch-eds = Batch signed electronically
journal-batch-second-eds = Second electronic signature
journal-batch-dispatched = Batch dispatched
journal-batch-handed-over = Batch handed over
journal-batch-outcome-unknown = Outcome of the batch unknown
journal-batch-status = Status of the batch changed
journal-order-formed = Order formed
journal-order-declined = Order declined
journal-order-paid = Order paid
journal-order-rejected = Order rejected by the treasury
journal-order-returned = Money returned
journal-order-not-received = Order not received by the treasury
journal-result-eds = Notice of the result signed electronically
journal-resolution-proposed = Resolution proposed
journal-outcome-resolved = Outcome resolved
journal-file-written = File being written
journal-file-complete = File complete
journal-statement-imported = Statement taken in
journal-execution-imported = Form 4-20 taken in
journal-break-found = Difference found
journal-break-settled = Difference settled
journal-database-restored = Database restored
journal-database-reconciled = Reconciled after the restore
fact-service = Service
fact-number = Number
fact-batch = Batch
fact-order = Order
fact-amount = Sum
fact-notice = Notice
fact-name = Name
fact-line = Line
fact-holds = Holds
fact-hold = Hold
fact-reason = Reason
fact-value-date = Value date
fact-account = Account
fact-bic = BIC
fact-registered-at = Registered
fact-bin = BIN
fact-kbe = КБе
fact-base = Base
fact-rate = Rate, %
fact-agreement-no = Agreement
fact-agreement-date = Date of the agreement
fact-period-from = Period from
fact-period-to = Period to
fact-confirm-due = Confirm by
fact-statement = Statement
fact-digest = Digest
fact-by = Source
fact-total = Total
fact-orders = Orders
fact-format = Format
fact-copy = Copy
fact-sha256 = SHA-256
fact-manifest = Manifest
fact-iin = IIN
fact-subject = Subject
fact-serial = Certificate
fact-evidence = Evidence
fact-kind = Kind
fact-receipt = Receipt
fact-person = Person
fact-accepted = Accepted
fact-repeated = Repeated
fact-refused = Refused
fact-role = Role
fact-year = Year
fact-institution = Institution
fact-document-no = Document
fact-document-date = Date of the document
fact-in-force = In force from
fact-months = By month
fact-date = Date
fact-rows = Rows
fact-matched = Matched
fact-ground = Ground
fact-paragraph = Paragraph
fact-expected = Expected
fact-found = Found
fact-id = Id
fact-document = Document
fact-outcome = Outcome
fact-profile = Profile
fact-rules = Rules
fact-status = Status
fact-file = File
fact-rest = Rest
fact-basis = Basis
fact-login = Login
fact-from = From
fact-to = To
fact-head = Head of the journal
fact-path = Path
fact-nth = Place
fact-media = Kind of file
fact-bytes = Bytes

## The console

console-skip = Skip to the content
console-sections = Sections
console-sign-out = Sign out
console-done = Done
console-refused = Not done
console-home = To the first page
console-back = Back
console-cancel = Cancel
console-next = Next page
console-pick = Pick
console-trouble = This page is not to be had
console-not-found = There is no such page. Check the address, or begin with the first page.
console-forbidden = The request did not come from a page of ours, or the page is out of date. Go back, load it again and repeat the act.
console-bad-request = The request is malformed. Go back and check what was typed.
console-too-large = Too much was sent: a file may have 64 MB, an application five attached files of 10 MB. Make them smaller and send again.
console-too-many = Too many attempts failed. Wait some minutes and try again.
console-fault = The program cannot answer now; nothing was changed. Try again later; if that does not help, tell the administrator.
nav-home = Overview
nav-requests = Applications
nav-batches = Batches
nav-treasury = Treasury
nav-plan = Financing plan
nav-reports = Reports
nav-notices = Notices to sign
nav-waiting = Waiting list
sign-in-title = Sign in
sign-in-name = Name, BIN or IIN
sign-in-password = Password
sign-in-code = Code of the second factor
sign-in-code-about = Six digits of the app, where a second factor is set
sign-in-enter = Sign in
sign-in-wrong = Name, password or code is wrong. Check the keyboard’s language. The administrator gives a person of the department the password; an organisation chooses its own and, where it is lost, registers again.
sign-in-wait = Too many attempts in vain. Wait { $minutes } min and try again.
sign-in-no-role = You hold no role today. Turn to the administrator.
sign-in-sandbox = Sandbox
sign-in-sandbox-about = The money here is made up, so you may come in without a password: choose who you are.
own-title = My access
own-password = Password
own-password-now = Password now
own-password-new = New password
own-password-again = New password again
own-password-keep = Change the password
own-wrong-password = The password is wrong; nothing was changed.
own-password-changed = The password is changed. Your other sessions have ended.
own-not-the-same = The new passwords differ.
own-too-short = The password is too short: at least { $least } characters.
own-wrong-code = The code is wrong; the second factor was not set. Check the telephone's clock.
own-factor = Second factor
own-factor-about = Put this key into an app for codes (TOTP) on the telephone and confirm with its first code. From then on password and code are needed.
own-factor-open = Open in the app
own-factor-on = A second factor is set.
own-factor-begin = Set it
own-factor-end = Take it away
own-factor-begun = The second factor is set.
own-factor-ended = The second factor was taken away.
home-title = Overview
home-due = Deadlines
home-late = late: { $count }
home-left = until { $at }, { $hours } h { $minutes } min of working time left
home-overdue = was due { $at }, { $hours } h { $minutes } min of working time ago
list-left =
    { $at }
    { $hours } h { $minutes } min left
list-overdue =
    { $at }
    late by { $hours } h { $minutes } min
home-nothing = nothing waits
home-money = Money by budget line
home-no-plan = No plan of this year has been taken in yet.
home-plan = The plan by month
home-waits = What waits for whom
home-nothing-waits = Nothing waits for anybody.
home-to-confirm = applications to confirm
home-held = applications on hold
home-notices = notices to sign
home-to-sign = batches to sign
home-corrections = requisites to approve
home-to-hand-over = batches to hand over
home-unknown = batches whose outcome is unknown
home-breaks = breaks of the reconciliation
waiting-about = As of { $at }. Applications that wait: { $count }. Who applied is not published.
requests-search = Number of an application
requests-find = Find
requests-found = Found under the number { $number }: { $count }
requests-parts = Parts of the applications
requests-sum = Amount
requests-due = Due
requests-due-worked = Due, working time
requests-registered = Wait for confirmation
requests-registered-about = Applications that came in, the most urgent first. Each is confirmed within one working day.
requests-held = On hold
requests-held-about = These are not paid until a person decides.
requests-corrections = New requisites
requests-corrections-about = Requisites that a specialist entered on the recipient's document: a head approves them.
requests-all = All
requests-all-about = All applications, the newest first.
requests-confirm-picked = Confirm the picked ones
requests-pick-all = Pick all on this page
requests-pick-none = Pick none
request-title = Application { $number }
request-facts = Facts
request-agreement = Agreement
request-period = Period
request-base = Computation
request-checks = Checks
request-orders = Payment orders
request-attachments = Attachments
request-no-attachments = Nothing is attached to the application.
attachment-size = { $size } KB
request-letters = Letters to the recipient
request-letters-pdf = All letters as one PDF
request-deadlines = Deadlines
request-done = done { $at }
request-why = Why then
request-acts = Acts
request-confirm = Confirm the acceptance
request-signs = The acceptance is confirmed by a signed notice.
request-correction = New requisites wait for your approval. Compare them with the recipient's document.
request-document = The recipient's document
request-proposed-by = Entered by
request-approve = Approve the requisites
request-release = Lift the hold
request-release-do = Lift it
request-correct = Enter new requisites
request-correct-do = Hand in for approval
request-refuse = Refuse
request-refuse-do = Refuse on this ground
request-refused = Ground of the refusal
request-ground = Ground
request-letter-preview = How the letter will read
request-withdraw = Withdraw at the recipient's wish
request-withdraw-about = What no live order covers is withdrawn. It cannot be brought back.
request-withdraw-do = Withdraw
request-history = History
history-registered = registered by the portal
act-withdraw = withdrawn: { $content }
act-release = hold lifted: { $content }
act-correct = new requisites entered: { $content }
act-approve-correction = new requisites approved: { $content }
act-decline = order declined: { $content }
act-refuse = refused, ground { $content }
act-propose-refusal = refusal proposed, ground { $content }
check-bin = The recipient's BIN
check-account = Account
check-bank = The bank fits the account
check-rate = The rate is within the ceiling
check-amount = The amount is computed rightly
check-duplicate = Repeats no other application
check-eds = Signed by the recipient
check-compared = { $found } (expected { $expected })
verdict-holds = right
verdict-look = look
verdict-fails = wrong
batches-waiting = Under way
batches-all = All batches
batch-title = Batch No. { $number } of { $date }
batch-facts = Facts
batch-formed = Formed and sent to the head
batch-eds = The head's electronic signature
batch-signed-plain = none (not required)
batch-unknown-reason = Why the outcome is unknown
batch-plan = The line's plan to the end of the month
batch-plan-before = Available without this batch
batch-plan-batch = This batch
batch-plan-after = Will be left
batch-register = Register for signature (PDF)
batch-manifest = The manifest that is signed
batch-notable = What to look at
batch-replaces = Order { $order } replaces { $old }, whose money did not arrive.
batch-largest = The largest sum: { $sum }, order { $order }, { $name }.
batch-sign = Sign
batch-sign-plain = Sign without an electronic signature
batch-sign-plain-about = No electronic signature is required here: the record of the act is the signature.
signer-about = NCALayer on this computer makes the signature; the key stays with you.
signer-sign = Sign with NCALayer
signer-working = Waiting for NCALayer: choose the key in its window…
signer-closed = NCALayer does not answer. Start it and try again, or sign by file.
signer-cancelled = The signing was cancelled; nothing was changed.
signer-failed = NCALayer could not sign:
signer-by-file = Without NCALayer: sign by file
signer-by-file-about = Download the manifest, sign it in your own program (detached CMS) and upload the signature here.
signer-file = File of the signature
signer-send = Send the signature
batch-decline = Decline one order
batch-order = Order
batch-decline-do = Decline
batch-files = Files for the treasury
batch-copy = copy
batch-formats = Formats
batch-export = Write the files
batch-outside = With the treasury
batch-receipt = Number of the treasury's receipt
batch-hand-over = The file was handed over
batch-lose = The outcome is unknown
batch-lose-about = Say so where nobody knows whether the file arrived. The batch is never sent again by itself: two people find out the outcome.
batch-lose-do = Say so
batch-resolve = Find out the outcome
batch-resolve-about = Two same words are needed: one of a finance specialist, one of a head or an auditor.
batch-resolve-found = What was found out
batch-resolve-paid = The treasury got it and paid
batch-resolve-not-received = The treasury never got it
batch-resolve-some = Of some orders only
batch-resolve-orders = Orders (none picked: all)
batch-resolve-how = How it was found out
batch-resolve-do = Note the word
batch-orders = Orders
batch-by-recipient = By recipient
batch-by-bank = By bank
done-confirmed = The acceptance of application { $number } is confirmed
done-export = Batch { $batch }: { $files } files written
treasury-statement = Statement of the treasury or a bank
treasury-statement-about = The format is known by its content: CSV, camt.053/054, pain.002, MT940/950/970, 1C, form 4-20. You first see what would change.
treasury-file = File
treasury-look = Look at it
treasury-breaks = Breaks
treasury-no-breaks = No breaks: everything that was sent agrees with the treasury's answers.
treasury-reason = What explains it
treasury-settle = Settle
break-source = statement { $statement }, line { $line }
advice-unknown-order = There is no such order. Find out whose payment it is; if not ours, settle it with an explanation.
advice-amount-differs = The sum differs, the order's state is unchanged. Ask the treasury: a mistake, or paid in part.
advice-payee-differs = The money went to somebody else, or the line is a stranger's. Tell the head and the treasury today.
advice-not-dispatched = An answer to an order that was not sent. Check whether a file was handed over past the program.
advice-duplicate-line = The line stands twice in one statement. Make sure on the account that it was debited once.
advice-already-settled = The order was answered before. If it was debited twice, claim the money back.
advice-not-answered = The time for an answer has passed. Ask the treasury; until it answers the order is not repeated.
statement-title = What the statement would change
statement-not-yet = Nothing is changed yet. Check it and confirm.
statement-accepted = Lines taken in
statement-matched = Orders answered
statement-breaks = Breaks
statement-repeated = There already
statement-refused = Lines refused
statement-take = Take it in
statement-nothing = There is nothing to take in.
statement-none = No file was chosen.
statement-gone = The file that was looked at is no longer kept. Send it again.
statement-taken = The statement is in. Lines: { $accepted }, orders answered: { $matched }, breaks: { $breaks }, there already: { $repeated }, refused: { $refused }.
plan-report = Report with a chart
plan-import = Take in a plan or a certificate of change
plan-import-about = CSV or XLSX. A document is taken whole or not at all.
plan-file = File of the plan
plan-none = No file was chosen.
plan-official = A plan in thousand tenge
plan-official-about = Such a table has no number and date of its document: say them here.
plan-kind = Kind of the plan
plan-take = Take it in
plan-taken = Rows taken in: { $accepted }, there already: { $repeated }, refused: { $refused }.
plan-stops = Stops
plan-no-stops = Nobody's money is stopped.
plan-stop-add = Stop money
plan-stop-subject = BIN of a recipient, or a budget line (AAA/PPP/SSS/EEE)
plan-stop-paper = The paper that demands it
plan-stop-do = Stop
plan-stop-end = End it
stop-holds = holds back { $count } applications, { $sum }
stop-awaiting = Orders that await the signature: { $orders }; the head may decline them.
stop-signed = Signed or sent already: { $orders }.
reports-from = From
reports-to = To
reports-form = Form
reports-excel = CSV for Excel (semicolons)
reports-make = Make it
about-register = All applications of a period with their sums and states.
about-waiting-list = The waiting list as it is published.
about-plan = Plan, reserved, paid and available by month, with a chart.
about-deadlines = Each step with its deadline: in time or not, and by whose cause.
about-payments = What was paid, with the treasury's dates and references.
about-reconciliation = What the treasury answered, and what differs.
about-conservation = Where every tenge that was asked for is.
about-journal = Who did what, when and why.
ask-password = Password for { $name }:
done-user-password = { $name }: the password of the console is set
journal-password-set = Password of the console set
journal-factor-set = Second factor changed
fact-secret = Digest
notices-about = Signed in one go with NCALayer; each document is signed by itself.
notices-more = { $count } more follow once these are signed.
notices-none = There is nothing to sign.
notices-document = Document
notices-read = Read
notices-sign = Sign all with NCALayer
nav-cabinet = My applications
nav-apply = Apply
sign-in-eds = Sign in by electronic signature
register-title = Registration of an organisation
register-about = For organisations that apply. If the password is lost, register again: the signature proves that it is you.
register-next = Next: sign
register-sign-about = Sign this with a key of the organisation: so it is proven that the BIN is yours.
by-eds-title = Sign in by electronic signature
by-eds-about = Sign this with your key. It counts once and for 15 minutes.
by-eds-sign-in = Signing in
by-eds-register = Registration of the organisation with the BIN { $bin }
by-eds-unknown = The signature holds, but neither the person nor the organisation is registered. An organisation may register here.
to-sign-what = What is signed
to-sign-as-is = The document as it is signed
to-sign-by-file = Download the document, sign it in your own program (detached CMS, as text) and paste the signature.
to-sign-cms = Signature (CMS, PEM or base64)
cabinet-place = Place in the waiting list: { $place }
cabinet-until = until { $at }
cabinet-paid = The money was transferred
way-formed = Order { $order } of { $sum } was formed and passed to the head
way-signed = The head signed order { $order }
way-dispatched = Order { $order } was sent to the treasury
way-paid = Order { $order } was executed: { $sum } transferred
way-declined = The head declined order { $order }; another is formed
way-rejected = The treasury rejected order { $order }
way-returned = The money of order { $order } came back: { $sum }
cabinet-way = The way of the application
cabinet-letters = Notices
letter-signed-by = Signed electronically { $at }: { $person }, IIN { $iin }, certificate № { $serial }
letter-document = Signed document (TXT)
letter-signature = Signature (CMS)
letter-unreadable = What is stored of this letter is damaged, its text cannot be shown. Tell the administrator.
cabinet-held = The application is on hold
cabinet-withdraw = Withdraw the application
apply-about = Fill in the fields; the sum is computed. Before it is sent you see the document and sign it.
apply-attachments = Attachments
apply-attachments-about = The agreement and other documents: up to { $most } files of PDF, JPEG or PNG, each of at most { $size } MB. The signature covers them, too.
apply-attachments-again = After a fault the files must be chosen again.
apply-look = Check the fields that are marked.
apply-account = Account (IBAN)
apply-bank-bic = BIC of the bank
apply-kbe = Payee code (KBe)
apply-base-amount = Base of the computation, ₸
apply-rate = Rate, %
apply-agreement-no = Number of the agreement
apply-agreement-date = Date of the agreement
apply-period-from = First day of the period
apply-period-to = Last day of the period
apply-next = Next: look and sign
apply-sign-about = Application { $number } over { $sum }. Check the document and sign it with a key of the organisation.
apply-gone = The document is no longer kept: fill in the form again.
apply-done = Application { $number } is taken in and registered.
journal-recipient-registered = Organisation registered in the cabinet
done-user-token = { $name }: the token for `{ $program }` is shown once, keep it; the one before counts no more
done-user-token-end = { $name }: the token of `{ $program }` counts no more
journal-token-given = Token given to a program
journal-token-ended = Token of a program ended
fact-program = Program
done-notice-send = Letters put out: { $put_out }; arrived: { $arrived }; failed: { $failed }; given up: { $given_up }
done-notice-retry = Tried again: { $count }
channel-folder = Folder
channel-webhook = Webhook
channel-mail = E-mail
outbox-waits = waits
outbox-given-up = given up
col-channel = Way
col-tries = Tries
col-state = State
col-next-at = Next try
col-error = What was wrong
register-mail = E-mail for letters (optional)
register-wrong-mail = The address for e-mail is malformed.
fact-mail = E-mail
batch-first = The first application of this recipient: { $name }, order { $order }.
batch-new-account = A new account: { $name }, order { $order }; the application before had { $before }.
plan-documents = Documents of the plan
col-document-no = Document No.
col-document-date = Date of the document
col-imported-at = Taken in
by-eds-correct = New requisites of the application { $number }. BIN { $bin }, account { $account }, BIC { $bic }
cabinet-correct-about = Sign the new requisites with a key of the organisation. They are in force when the head approves them.
cabinet-signed-by = The recipient's cabinet, signature No. { $serial }
journal-registration-eds = Registration signed electronically
journal-correction-eds = New requisites signed by the recipient
event-correction-eds = new requisites signed by the recipient
console-partly = Done in part
request-other-correction = The requisites changed while you looked. Look at them again and decide anew.
requests-none-picked = No application was picked.
notices-nothing-signed = No signature came; nothing was changed.
to-sign-again = The signature did not do. The document is the same: sign it again.
check-limit = { $found } (at most { $expected })
home-elsewhere = Not available
home-elsewhere-about = Not available is what was paid before this program, or what obligations do not cover.
home-short = no money is left for this month
batch-words = Words that wait for a second
batch-word = { $person }: { $outcome }, { $orders }. { $reason }
batch-word-all = all orders
