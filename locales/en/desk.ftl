desk-rail = My work
desk-work-title = To do
desk-work-filter = Filter by kind of work
desk-work-all = All
desk-work-empty = Nothing to do at present
desk-work-empty-words = What is given to you or to your posts stands here, soonest due first.
desk-notices-title = Notices
desk-notices-empty = No notices yet
desk-notices-empty-words = Reminders and changes that concern you stand here.
desk-notices-read = Mark as read
desk-notices-read-one = Mark as read: { $title }
desk-notices-read-all = Mark all as read
desk-unread = unread
desk-absence-title = Absence
desk-absence-words = While you are away, your work and your reminders also go to whoever stands in. Standing in gives no permission: who may not approve something still may not.
desk-absence-none = No absence is entered
desk-absence-none-words = Before you travel or go on leave, enter it below and name who stands in.
desk-absence-list = Absences entered
desk-absence-new = Enter an absence
desk-absence-announce = Enter
desk-absence-withdraw = Take back
desk-absence-withdraw-one = Take back the absence from { $from } to { $until }
desk-away = You are entered as away until { $until }; reminders go to whoever stands in.
desk-field-from = First day
desk-field-until = Last day
desk-field-delegate = Who stands in
desk-field-delegate-hint = Without anybody, your work is listed under “Held by nobody” and is given to others.
desk-field-address = E-mail address
desk-field-address-hint = Leave it empty for no e-mail.
desk-nobody = Nobody
desk-nobody-yet = not assigned
desk-name-gone = (name erased)
desk-problem-date = Enter a date, for example 2016-08-17.
desk-reach-title = How I am reminded
desk-reach-mail = By e-mail
desk-reach-mail-words = Reminders are sent to this address. It is kept encrypted and used for nothing else.
desk-reach-calendar = In a calendar
desk-reach-calendar-words = Add this address to the calendar of your telephone or computer, and your due dates appear there. Whoever knows the address can see them: do not pass it on, and renew it when it has got out.
desk-reach-calendar-none = There is no address yet.
desk-reach-calendar-address = Address
desk-reach-calendar-make = Make an address
desk-reach-calendar-renew = Renew the address
desk-reach-calendar-stop = Stop the address
desk-feed-name = Due dates
desk-save = Save
desk-unheld-title = Held by nobody
desk-unheld-words = Work that nobody does: not assigned yet, or whoever held it has no account or post any more, or is away with nobody standing in. Giving it to somebody else does not change its term.
desk-unheld-empty = All work is held by somebody
desk-unheld-empty-words = What nobody holds would stand here.
desk-unheld-to = Who does it: { $title }
desk-unheld-assign = Assign
desk-unheld-assign-one = Assign: { $title }
desk-mail-title = Undelivered e-mail
desk-mail-words = E-mail that the other server refused, that did not get through after many tries, or that came back after it had left. Address and text are not shown, to protect personal data. Send it again, or reach the person otherwise and give it up. The text of what came back later is deleted: it cannot be sent again.
desk-mail-waiting = { $count ->
    [one] One more waits to be sent.
   *[other] { $count } more wait to be sent.
}
desk-mail-empty = No undelivered e-mail
desk-mail-empty-words = E-mail that could not be sent would stand here for you to see to.
desk-mail-attempts = { $count ->
    [one] tried once
   *[other] tried { $count } times
}
desk-mail-retry = Send again
desk-mail-retry-one = Send again: { $about }
desk-mail-give-up = Give up
desk-mail-give-up-one = Give up: { $about }
desk-mail-reason-refused = Refused by the other server ({ $code })
desk-mail-reason-returned = Came back after it had left, without a reason
desk-mail-reason-returned-code = Came back after it had left ({ $code })
desk-mail-reason-expired = Not delivered after many tries
desk-mail-reason-address = The address is not an e-mail address
desk-mail-reason-unreachable = The mail server could not be reached
desk-mail-reason-timeout = The mail server did not answer
desk-mail-reason-tls = No encrypted connection to the mail server
desk-head-due = Due
desk-head-title = Work
desk-head-subject = What is wanted
desk-head-who = Requester
desk-since = since { $day }
desk-head-kind = Kind
desk-head-organisation = Body
desk-head-holder = Held by
desk-head-why = Why
desk-head-when = When
desk-head-what = What
desk-head-reason = Reason
desk-head-action = Action
desk-left = { $days ->
    [one] One working day left
   *[other] { $days } working days left
}
desk-left-today = due today
desk-left-late = { $days ->
    [one] One working day overdue
   *[other] { $days } working days overdue
}
desk-left-none = no term
desk-urgent = urgent
desk-instead-of = for { $name }
