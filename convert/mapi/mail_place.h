/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in a text that was made from RTF the attachments stand: [MS-OXRTFEX] 2.2,
 * PidTagRenderingPosition.
 */
#ifndef CONVERT_MAPI_MAIL_PLACE_H
#define CONVERT_MAPI_MAIL_PLACE_H

#include "convert/mapi/mail_item.h"

/*
 * Puts into the item's HTML and plain text, if they were made from its RTF, what stands for
 * each attachment at its place: an image that refers to it, with a content id that it gets
 * if it has none, or its name. The attachments come in the order of their positions.
 */
void mail_place_attachments(struct mail_item *item);

#endif
