<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration every wiki of the tests shares. A wiki's own LocalSettings.php sets
// $alcoveWiki to its folder and requires this file; name and address come from its wiki.json.

$alcove = json_decode( file_get_contents( "$alcoveWiki/wiki.json" ), true );

$wgSitename = $alcove['name'];
$wgServer = $wgCanonicalServer = "http://127.0.0.1:{$alcove['port']}";
$wgScriptPath = '/w';
$wgArticlePath = '/wiki/$1';
$wgUsePathInfo = true;
$wgLanguageCode = 'en';
$wgLocaltimezone = 'UTC';
$wgSecretKey = $alcove['secret'];
$wgAuthenticationTokenVersion = '1';

// Distinct names keep the cookies of two wikis on one host apart.
$wgDBtype = 'sqlite';
$wgDBname = $alcove['id'];
$wgSQLiteDataDir = "$alcoveWiki/data";
$alcoveStore = static fn ( string $name ): array => [
	'type' => 'sqlite',
	'dbname' => $name,
	'tablePrefix' => '',
	'variables' => [ 'synchronous' => 'OFF' ],
	'dbDirectory' => "$alcoveWiki/data",
	'trxMode' => 'IMMEDIATE',
	'flags' => 0,
];
// Caches lie beside the wiki's own database: a page view then never waits for somebody's edit.
$wgObjectCaches[CACHE_DB] = [
	'class' => SqlBagOStuff::class,
	'loggroup' => 'SQLBagOStuff',
	'server' => $alcoveStore( 'wikicache' ),
];
$wgJobTypeConf['default'] = [
	'class' => 'JobQueueDB',
	'claimTTL' => 3600,
	'server' => $alcoveStore( "{$wgDBname}_jobqueue" ),
];
// A cache of one process would hide from the server what a maintenance script changed.
$wgMainCacheType = $wgSessionCacheType = $wgParserCacheType = $wgMessageCacheType = CACHE_DB;
$wgCacheDirectory = $alcove['cache'];
$wgLocalisationCacheConf['store'] = 'files';
$wgResourceLoaderUseObjectCacheForDeps = true;
// Work put off is done in the request that asked for it, so that a test sees its effect.
$wgJobRunRate = 10;
$wgRunJobsAsync = false;
$wgPhpCli = PHP_BINARY;

// Nothing leaves the machine.
$wgEnableEmail = false;
$wgEnableUploads = false;
$wgUploadDirectory = "$alcoveWiki/images";
$wgPingback = false;
$wgUseInstantCommons = false;
$wgHTTPProxy = false;

$wgGroupPermissions['*']['noratelimit'] = true;
$wgPasswordAttemptThrottle = [];
$wgEnableBotPasswords = true;
$wgAllowUserJs = true;
$wgShowExceptionDetails = true;
// As on Wikimedia's wikis: who edits without an account gets a temporary one.
$wgAutoCreateTempUser['enabled'] = true;

$wgDefaultSkin = 'vector-2022';
wfLoadSkins( [ 'MinervaNeue', 'Vector' ] );
wfLoadExtensions( [ 'Gadgets', 'Linter', 'VisualEditor', 'DiscussionTools' ] );

// What one test wants different, it writes here and takes away again.
foreach ( glob( "$alcoveWiki/settings.d/*.php" ) ?: [] as $alcoveExtra ) {
	require $alcoveExtra;
}
