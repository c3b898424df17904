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

## Reconciliation breaks

break-unknown-order = Unknown order
break-amount-differs = Amount differs
break-payee-differs = Payee differs
break-not-dispatched = Not dispatched
break-duplicate-line = Duplicate line
break-already-settled = Already settled
break-not-answered = Not answered

## Roles

role-specialist = Specialist
role-head = Head
role-finance = Finance specialist
role-auditor = Auditor
role-admin = Administrator
role-system = System

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
col-algorithm = Algorithm
col-amount = Amount
col-available = Available
col-bank-bic = BIC
col-batch = Batch
col-bin = BIN
col-breaks = Breaks
col-budget-line = Budget line
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
col-due = Due
col-effective-at = Effective
col-effective-from = Counted from
col-expected = Expected
col-files = Files
col-form-due = Form by
col-format = Format
col-found = Found
col-held = Held
col-hold = Hold
col-id = Id
col-iin = IIN
col-in-flight = In flight
col-kbe = KBe
col-kind = Kind
col-knp = KNP
col-line = Line
col-manifest-sha256 = Manifest SHA-256
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
col-plan = Plan
col-purpose = Purpose
col-queue-position = Queue No.
col-reason = Reason
col-recipient-bin = Recipient BIN
col-reference = Reference
col-refusal = Refusal
col-refused = Refused
col-registered = Registered
col-registered-at = Registered at
col-repeated = Repeated
col-replaces = Replaces
col-request = Request
col-requested = Requested
col-reserved = Reserved
col-revocation = Revocation
col-roles = Roles
col-serial = Serial No.
col-service = Service
col-sha256 = SHA-256
col-sign-due = Sign by
col-signed-at = Signed at
col-signed-by = Signed by
col-signers = Signers
col-statement-no = Statement No.
col-status = Status
col-steps = Steps
col-this-update = List dated
col-time-stamp = Time stamp
col-total = Total
col-valid = Valid
col-value = Value
col-waiting = Waiting
col-withdrawn = Withdrawn
col-year = Year

## Defect messages. $value is the text found, $expected what the program computed

defect-not-utf8 = the file is not UTF-8, first fault at `{ $value }`; save it as “CSV UTF-8” and import it again
defect-no-header = the file has no header, its first line is `{ $value }`; the columns `{ $expected }` were expected; add the header line
defect-missing-column = the column `{ $value }` is missing; the columns `{ $expected }` are needed; add it
defect-unknown-column = the column `{ $value }` is not known; the columns allowed are `{ $expected }`; remove or rename it
defect-doubled-column = the column `{ $value }` occurs more than once; keep only one
defect-cut-off = the file breaks off at `{ $value }`; a whole file with a finished last line was expected; get it from the sender again
defect-not-recognised = the kind of file was not recognised, it begins with `{ $value }`; expected `{ $expected }`; check that this is the right file
defect-empty-file = the file `{ $value }` is empty; a header and at least one line were expected; check with the sender
defect-too-long = the value `{ $value }` is too long; the number of characters allowed is `{ $expected }`; shorten it
defect-control-character = the value `{ $value }` holds a control character; only printable characters were expected; remove it and import the line again
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
defect-bank-contradiction = the BIC `{ $value }` does not belong to the account; by the bank code in the account `{ $expected }` was expected; ask the recipient for the requisites
defect-bad-kbe = the KBe `{ $value }` is wrong; two digits were expected: residency 1 or 2 and sector 1 to 9; correct the code
defect-bad-amount = the amount `{ $value }` cannot be read; digits, a dot and at most two decimals were expected; correct it
defect-amount-negative = the amount `{ $value }` is negative; an amount above zero was expected; correct it
defect-amount-zero = the amount `{ $value }` is zero; an amount above zero was expected; correct it
defect-amount-too-large = the amount `{ $value }` is too large; at most `{ $expected }` is allowed; check the number of digits
defect-bad-rate = the rate `{ $value }` cannot be read; percent was expected: a number above zero with at most four decimals; correct it
defect-rate-above-ceiling = the rate `{ $value }` is above the ceiling; at most `{ $expected }` percent is allowed; correct the calculation
defect-amount-mismatch = the amount `{ $value }` differs from the calculation; base and rate give `{ $expected }`; correct the amount, the base or the rate
defect-bad-date = the date `{ $value }` cannot be read; the form `YYYY-MM-DD` was expected; correct it
defect-dates-out-of-order = the date `{ $value }` is out of order; compare it with `{ $expected }`: a period must not begin after its end; correct the dates
defect-number-conflict = a request numbered `{ $value }` already exists with other content: `{ $expected }`; compare both and submit the new one under another number
defect-control-total = the control total differs: the file holds `{ $value }`, stated was `{ $expected }`; check with the sender, nothing was imported
defect-strict = the file was refused whole, defects found: `{ $value }`; correct them all or import without the strict mode
defect-bad-year = the year `{ $value }` is not allowed; `{ $expected }` was expected; correct the year
defect-bad-code = the code `{ $value }` is wrong; the number of digits expected is `{ $expected }`; correct the code
defect-other-institution = the institution `{ $value }` is another one; `{ $expected }` was expected; import the plan of your own department
defect-bad-kind = the kind `{ $value }` is not known; one of `{ $expected }` was expected; correct it
defect-plan-conflict = the plan document `{ $value }` was imported before with other figures: `{ $expected }`; make the change with a new certificate
defect-plan-undercut = the plan since January would be `{ $value }`, while orders are formed for `{ $expected }`; lessen the change or move it to a later month
defect-document-refused = the document `{ $value }` was refused whole because of defects in its other lines; correct them and import the document again
defect-bad-order-number = the order number `{ $value }` cannot be read; the form `2026-15` or `15` was expected; correct it
defect-bad-outcome = the outcome `{ $value }` is not known; one of `{ $expected }` was expected; correct the statement line
defect-statement-conflict = the statement `{ $value }` was imported before with other content: `{ $expected }`; compare both with the treasury
defect-field-count = the line has `{ $value }` fields, expected were `{ $expected }`; check the commas and the quotes
defect-unknown-person = the person `{ $value }` is not registered; the name of a person in office was expected; check the spelling or ask the administrator
defect-wrong-role = `{ $value }` may not do this; one of the roles `{ $expected }` is needed; leave it to somebody who holds it
defect-same-person = `{ $value }` already took part: `{ $expected }`; one person may not do both; leave it to somebody else
defect-role-conflict = the role `{ $value }` excludes the role `{ $expected }`, which is held on the same days; end the earlier one first or change the dates
defect-not-found = `{ $value }` was not found; something that is on record was expected; check the spelling
defect-ambiguous = `{ $value }` stands for more than one thing: `{ $expected }`; write one of them in full
defect-illegal-state = the state `{ $value }` does not allow this; the state `{ $expected }` is needed; check what has been done already
defect-unknown-ground = the ground of refusal `{ $value }` is not known; one of `{ $expected }` is allowed; give one that is in force
defect-not-held = `{ $value }` is on no hold that this lifts; check where it stands and why it is held
defect-nothing-left = nothing of `{ $value }` can be withdrawn: all of it is in orders or was withdrawn before; wait for the outcome of the orders
defect-past-year = the budget year of `{ $value }` is over; the current year was expected; form the orders anew from the current year's plan
defect-manifest-differs = the data of `{ $value }` differ from the manifest that the head signed; hand nothing to the treasury and tell the administrator
defect-file-differs = the file `{ $value }` differs from what was signed; do not hand it to the treasury and export the batch again
defect-does-not-fit = the value `{ $value }` does not fit the file's format; allowed is `{ $expected }`; choose another format or correct the value
defect-signature-needed = `{ $value }` needs an electronic signature; sign the manifest and attach the signature
defect-already-exists = `{ $value }` exists already; a new name was expected; give another one or change what is there
