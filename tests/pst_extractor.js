// SPDX-License-Identifier: Apache-2.0
// usage: pst_extractor.js FILE.pst
// What pst-extractor finds in a PST file, in the lines of tests/pst/store.h.
'use strict';
const path = require('path');
const { PSTFile } = require(path.join(process.env.PST_EXTRACTOR, 'node_modules', 'pst-extractor'));

const escaped = (name) => (name || '').replace(/[\x00-\x1f/\\]/g,
	(c) => '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0'));

function attachmentSize(attachment) {
	if (attachment.attachMethod === 5)
		return 'message';
	if (attachment.attachMethod === 6) // it takes the reference to the data for the data
		return '?';
	const stream = attachment.fileInputStream;
	return stream ? stream.length.toNumber() : 0;
}

function listItem(where, item) {
	const sizes = [];

	for (let i = 0; i < item.numberOfAttachments; i++)
		sizes.push(attachmentSize(item.getAttachment(i)));
	console.log(['item', where, item.messageClass, escaped(item.subject), item.numberOfRecipients,
		sizes.join(',')].join('\t'));
}

function listItems(where, folder) {
	for (let i = 0; i < folder.emailCount; i++) {
		try {
			const item = folder.getNextChild();

			if (item === null)
				break;
			listItem(where, item);
		} catch (e) {
			console.error('pst-extractor:', where, i, String(e));
		}
	}
}

// Search folders have no list of folders, at which it fails.
function foldersIn(parent, above) {
	try {
		return parent.getSubFolders();
	} catch (e) {
		console.error('pst-extractor:', above.join('/'), String(e));
		return [];
	}
}

function listFolders(parent, above) {
	for (const folder of foldersIn(parent, above)) {
		const names = above.concat(escaped(folder.displayName));

		console.log('folder\t' + names.join('/'));
		if (folder.contentCount > 0)
			listItems(names.join('/'), folder);
		listFolders(folder, names);
	}
}

listFolders(new PSTFile(process.argv[2]).getRootFolder(), []);
