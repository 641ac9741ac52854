letters-error-no-font = 没有找到中文字体，暂不能生成 PDF。请安装软件包 { $packages }，或者下载 DOCX 文件。
letters-error-missing-characters = 已安装的字体中没有这些字：{ $characters }。请安装含有这些字的字体，或者下载 DOCX 文件。
letters-error-too-long = 公文过长，不能排版。请把较长的内容作为附件。
letters-error-failed = 公文文件没有生成。请稍后再试；仍然不行的，请告知系统管理员。
