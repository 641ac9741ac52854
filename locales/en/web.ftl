# The shell, the form kit, faults.
web-skip = Skip to content
web-demo-label = Demonstration
web-demo-banner = Demonstration city: everything here is demonstration data without legal effect.
web-nav-label = Main navigation
web-nav-home = Home
web-nav-documents = Documents
web-nav-requests = Requests
web-nav-law = Rules
web-nav-ledger = Ledger
web-rail-label = Office
web-crumb-label = Where you are
web-steps-label = Steps
web-pages-label = Pages
web-pages-previous = Previous page
web-pages-next = Next page
web-metadata-label = About this document
web-large = Large type
web-normal = Normal type
web-sign-in = Sign in
web-sign-out = Sign out
web-footer-label = Footer links
web-footer-sponsor = Run by { $name }
web-footer-code = Site code { $code }
web-footer-contact = Questions about disclosure: { $telephone }
web-footer-guide = Disclosure guide
web-footer-deadline = Deadline calculator
web-footer-verify = Verify a receipt
web-footer-api = Open API

web-form-errors = { $count ->
    [one] One thing needs to be changed
   *[other] { $count } things need to be changed
}
web-form-error-colon = :{" "}
web-form-optional = {" "}(optional)
web-conflict-label = What changed while you were writing
web-conflict-changes = While you were writing
web-conflict-typed = What you wrote
web-conflict-typed-words = It was neither sent nor saved. You can copy it from here.
web-conflict-files = Files that you had chosen (the browser has not kept them; choose them again where they are needed):

web-fault-home = Back to the home page
web-fault-documents = Find a policy document
web-fault-id = If you report this to us, please give this number: { $id }
web-fault-not-found = There is no such page
web-fault-not-found-words = The address may contain a mistake, or what stood here has moved. Please check the address, or search from the home page.
web-fault-forbidden = You are not allowed to do this
web-fault-forbidden-words = Your post does not cover this organisation or this step; nothing was changed. If you need it, please ask your organisation's system administrator.
web-fault-bad-request = The request could not be understood
web-fault-bad-request-words = Nothing was changed. Please go back and fill in the page again.
web-fault-fields = Something needs to be corrected
web-fault-fields-words = Nothing was changed. Please correct what is listed below and send it again.
web-fault-gone = What was here was erased
web-fault-gone-words = What was here was erased under the rules; only the proof that it once existed is left.
web-fault-conflict = This has changed meanwhile
web-fault-conflict-words = Someone else dealt with this while you were filling in the page. Your step had no effect. Please open the page again and look at how things stand.
web-fault-too-many = Too many attempts
web-fault-too-many-words = Please try again in { $seconds } seconds.
web-fault-unavailable = This cannot be done at the moment
web-fault-unavailable-words = The system cannot save at the moment. Nothing was changed and nothing is lost. Please try again later.
web-fault-uncertain = It is not known whether this was saved
web-fault-uncertain-words = The connection to the database broke while this was being saved, so it may be saved or not. Please do not send it again right away: look first whether it is there.
web-fault-internal = Something went wrong on our side
web-fault-internal-words = You did nothing wrong, and what was saved is safe. Please try again later.
web-fault-too-large = What was sent is too large
web-fault-too-large-words = At most { $limit }. Nothing was saved. Please send it in parts, or choose a smaller file.
web-fault-media-type = This format is not supported
web-fault-media-type-words = Please use the format that the page or the interface description names.
web-fault-form-expired = This form is no longer valid
web-fault-form-expired-words = Forms carry a check so that no other site can send them in your name. The page may have been open too long, the browser may refuse cookies, or you signed in or out in another window. Nothing was sent. Copy what you need, then open the form again and fill it in.
web-fault-typed = What you typed (not sent, to be copied)
web-fault-office = Back to the workbench
web-fault-cross-site = This was sent from another site
web-fault-cross-site-words = For your safety it was not accepted, and nothing was changed. If you meant to do this, please start from a page of this site.
web-fault-method = This address cannot be used in this way
web-fault-method-words = Please start from the home page or from a link on the page before.

web-api-syntax = this is no valid JSON: line { $line }, column { $column }
web-api-missing = this member is missing
web-api-unknown = there is no such member
web-api-duplicate = this member is given twice
web-api-choice = this is none of the allowed values
web-api-type = this has the wrong type
web-api-invalid = this is not valid
web-api-query = the query parameters are wrong: { $reason }
web-api-parameter = the value of the query parameter { $name } cannot be understood
web-api-nul = NUL characters are refused
web-day-head-date = Day
web-day-head-number = Counts
web-day-head-why = Why
web-day-number = Day { $number }
web-day-last = Last day
web-day-provisional = Not notified yet
web-day-weekday = Working day
web-day-weekend = Weekend
web-day-holiday = Day off
web-day-make-up = Make-up day
web-day-local-off = Local day off
web-day-local-make-up = Local make-up day
web-validity-in-force = In force
web-validity-amended = Amended
web-validity-repealed = Repealed
web-validity-expired = Expired
web-validity-unmarked = Not marked
web-document-published-on = published { $date }
web-document-made-on = dated { $date }

web-time-head-what = Stretch
web-time-head-from = From
web-time-head-to = To
web-time-head-counted = Days that count
web-time-not-counted = not counted
web-time-days = { $days ->
    [one] one day
   *[other] { $days } days
}
web-milestone-done = done
web-milestone-now = under way
web-milestone-ahead = not begun
web-milestone-skipped = left out
web-file-label = { $kind }, { $size }
web-compare-same = The two texts do not differ.
web-compare-changes = { $count ->
    [one] One paragraph differs.
   *[other] { $count } paragraphs differ.
} What was removed is struck through, what was added is underlined.
web-compare-removed = removed:{" "}
web-compare-added = added:{" "}
web-compare-end = {" "}(end)
