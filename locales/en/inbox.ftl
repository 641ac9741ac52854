inbox-item-kind-undelivered = E-mail not delivered
inbox-reminder-elapsed = { $hundredths ->
    [50] Half of the term has passed; due on { $due }
   *[other] { $hundredths }% of the term has passed; due on { $due }
}
inbox-reminder-before = { $days ->
    [one] One working day left; due on { $due }
   *[other] { $days } working days left; due on { $due }
}
inbox-reminder-after = { $days ->
    [one] One working day overdue; it was due on { $due }
   *[other] { $days } working days overdue; it was due on { $due }
}
inbox-assigned = Given to you; the term has not changed
inbox-mail-subject = [Reminder] { $title }: { $remark }
inbox-mail-text = { $title }

    { $remark }

    Where it is done: { $link }

    This e-mail was sent by the system; please do not answer it. When you are away, say so in the system and name who stands in.
inbox-mail-about-reminder = Reminder
inbox-unheld-no-post = Nobody has this post
inbox-unheld-holder-gone = Who held it has no account or post any more
inbox-unheld-holder-away = Who holds it is away, and nobody stands in
inbox-unheld-unassigned = Not assigned yet
inbox-refusal-days = These days cannot be: the last may not lie before the first, nor in the past, and a year is the most.
inbox-refusal-oneself = You cannot stand in for yourself.
inbox-refusal-delegate = Who stands in must work at the same body and have an account.
inbox-refusal-overlap = Another absence covers some of these days. Take that one back first.
inbox-refusal-gone = It is gone. Somebody may just have dealt with it; look at the page again.
inbox-refusal-not-theirs = This person has no post that does this work.
inbox-refusal-address = This is not an e-mail address.
