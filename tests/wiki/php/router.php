<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Lays a wiki out as Wikimedia's are: /wiki/Title for reading, /w/*.php for programs, and the
// static files of skins and extensions. Everything else does not exist.

$alcovePath = rawurldecode( strtok( $_SERVER['REQUEST_URI'], '?' ) );
$alcoveCode = $_SERVER['DOCUMENT_ROOT'] . '/w';
$alcoveStatic = '~^/w/(?:resources|skins|extensions)/.+\.(?:css|gif|ico|jpe?g|js|json|map|png|svg|woff2?)$~';
$alcoveScript = '~^/w/((?:api|index|load|rest)\.php)(/.*)?$~';

if ( preg_match( $alcoveStatic, $alcovePath ) ) {
	return false; // the built-in server hands out the file itself
}
if ( $alcovePath === '/' ) {
	header( 'Location: /wiki/Main_Page' );
	return true;
}
if ( str_starts_with( $alcovePath, '/wiki/' ) ) {
	$alcoveFile = 'index.php';
} elseif ( preg_match( $alcoveScript, $alcovePath, $alcoveParts ) ) {
	$alcoveFile = $alcoveParts[1];
	unset( $_SERVER['PATH_INFO'] );
	if ( isset( $alcoveParts[2] ) ) {
		$_SERVER['PATH_INFO'] = $alcoveParts[2];
	}
} else {
	http_response_code( 404 );
	header( 'Content-Type: text/plain' );
	echo "Nothing here.\n";
	return true;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = "/w/$alcoveFile";
$_SERVER['SCRIPT_FILENAME'] = "$alcoveCode/$alcoveFile";
chdir( $alcoveCode );
require "$alcoveCode/$alcoveFile"; // in the global scope, where MediaWiki expects to be
return true;
