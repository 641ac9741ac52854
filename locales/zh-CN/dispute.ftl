## kinds of work on a dispute, as the desk names them
dispute-item-kind-answer = 复议答复
dispute-item-kind-evidence = 举证答辩
dispute-item-kind-hearing = 出庭
dispute-item-kind-appeal = 上诉
