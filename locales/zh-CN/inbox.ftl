inbox-item-kind-undelivered = 邮件未送达
inbox-reminder-elapsed = { $hundredths ->
    [50] 期限已过半，{ $due } 到期
   *[other] 期限已过 { $hundredths }%，{ $due } 到期
}
inbox-reminder-before = 还剩 { $days } 个工作日，{ $due } 到期
inbox-reminder-after = 已逾期 { $days } 个工作日，应于 { $due } 前办结
inbox-assigned = 已交由您办理，期限不变
inbox-mail-subject = 【提醒】{ $title }：{ $remark }
inbox-mail-text = { $title }

    { $remark }

    办理地址：{ $link }

    本邮件由系统自动发出，请勿回复。不在办公室时，请在系统中填写外出并指定代办人。
inbox-mail-about-reminder = 到期提醒
inbox-unheld-no-post = 无人担任此岗位
inbox-unheld-holder-gone = 原承办人已停用或离岗
inbox-unheld-holder-away = 承办人外出，无人代办
inbox-unheld-unassigned = 尚未分派
inbox-refusal-days = 外出日期不对：结束日不能早于开始日，不能已经过去，最长一年。
inbox-refusal-oneself = 不能由本人代办。
inbox-refusal-delegate = 代办人须是同单位、账号可用的人员。
inbox-refusal-overlap = 与另一段外出日期重叠，请先撤销那一段。
inbox-refusal-gone = 已不存在，可能刚被他人处理，请刷新后再看。
inbox-refusal-not-theirs = 此人没有办理这件事的岗位。
inbox-refusal-address = 这不是有效的电子邮箱地址。
