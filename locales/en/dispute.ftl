## kinds of work on a dispute, as the desk names them
dispute-item-kind-answer = Answer to a reconsideration
dispute-item-kind-evidence = Evidence and defence
dispute-item-kind-hearing = Hearing
dispute-item-kind-appeal = Appeal
