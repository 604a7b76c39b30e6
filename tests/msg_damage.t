#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Ten .msg files, each damaged thirty times, are converted without a crash, a hang or a silent loss. make campaign
# damages each three hundred times.
. tests/lib.sh

corpus=../shared/corpus/msg
[ -d "$corpus" ] || skip_all "no corpus"
have python3 || skip_all "no python3"
case $BUILD in
*sanitize*) export PST_SANITIZED=1 ;;
esac
aspose=$corpus/aspose-email_Aspose.Email-for-.NET
exec python3 tests/pst_damage.py "$MAILPOUCH" "${PST_DAMAGES:-30}" "$corpus/hfig_MAPI/sample.msg" \
	"$corpus/Sicos1977_MSGReader/EmailWithInnerMailAndAttachments.msg" \
	"$corpus/Sicos1977_MSGReader/EmailWithSpecialCharsInSubject.msg" \
	"$corpus/bbottema_outlook-message-parser/test-messages/S_MIME test message signed.msg" \
	"$corpus/bbottema_outlook-message-parser/test-messages/simple sent.msg" \
	"$aspose/Email/MSG file with RTF Formatting.msg" "$aspose/Outlook/Contact.msg" "$aspose/Outlook/Test Meeting.msg" \
	"$aspose/Outlook/WithEmbeddedMsg.msg" "$aspose/KnowledgeBase/message3.msg"
