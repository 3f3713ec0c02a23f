// Generated from schema/ by scripts/gen-types.ts; do not edit.
"use strict";
export const validateClusterFile = validate52;
const schema19 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/cluster.schema.json","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"dmsa/v1"},"kind":{"type":"string","const":"Cluster"},"metadata":{"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}}},"spec":{"$ref":"#/$defs/spec"}},"$defs":{"spec":{"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"safety":{"type":"object","additionalProperties":false,"properties":{"maxDeletions":{"type":["integer","string"],"minimum":0,"maximum":1000000,"pattern":"^(100|[1-9]?[0-9])%$"}}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"hostnames":{"type":"string","enum":["keep","set"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"},"identity":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"recipients":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^age1[0-9a-z]{30,2000}$"}}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"syncLimits":{"type":"object","additionalProperties":false,"properties":{"maxDelete":{"type":["integer","string"],"minimum":0,"maximum":1000000000,"pattern":"^(100|[1-9]?[0-9])%$"},"maxAge":{"$ref":"#/$defs/duration"},"bandwidth":{"type":"integer","minimum":1,"maximum":100000000},"timeLimit":{"$ref":"#/$defs/duration"}}},"watch":{"type":"object","additionalProperties":false,"properties":{"interval":{"$ref":"#/$defs/duration"},"timeout":{"$ref":"#/$defs/duration"},"failures":{"type":"integer","minimum":2,"maximum":1000},"reasons":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["node","maintenance","equipment","service","disk","check"]}},"repair":{"type":"object","additionalProperties":false,"properties":{"tries":{"type":"integer","minimum":0,"maximum":100},"pause":{"$ref":"#/$defs/duration"},"expires":{"$ref":"#/$defs/duration"}}},"takeoversPerHour":{"type":"integer","minimum":1,"maximum":100},"staleCopy":{"type":"string","enum":["takeover","hold"]}}},"run":{"type":"object","additionalProperties":false,"properties":{"interval":{"$ref":"#/$defs/duration"},"mode":{"type":"string","enum":["observe","heal","apply"]},"rules":{"type":"array","maxItems":100,"items":{"type":"object","additionalProperties":false,"required":["mode"],"properties":{"nodes":{"type":"array","minItems":1,"uniqueItems":true,"items":{"$ref":"#/$defs/hostName"}},"kinds":{"type":"array","minItems":1,"uniqueItems":true,"items":{"$ref":"#/$defs/kindName"}},"mode":{"type":"string","enum":["observe","heal","apply"]}}}},"windows":{"type":"array","maxItems":50,"items":{"type":"object","additionalProperties":false,"required":["from","to"],"properties":{"days":{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"string","enum":["mon","tue","wed","thu","fri","sat","sun"]}},"from":{"$ref":"#/$defs/timeOfDay"},"to":{"$ref":"#/$defs/timeOfDay"}}}},"timeZone":{"type":"string","minLength":1,"maxLength":64},"always":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["heal"]}},"controllers":{"enum":["single","shared"]},"fights":{"type":"object","additionalProperties":false,"properties":{"rounds":{"type":"integer","minimum":1,"maximum":100},"within":{"$ref":"#/$defs/duration"},"quiet":{"$ref":"#/$defs/duration"}}},"stream":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"tick":{"$ref":"#/$defs/duration"}}}}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"checks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/check"}},"sshKeys":{"type":["boolean","object"],"additionalProperties":false,"properties":{"type":{"type":"string","enum":["ed25519","ecdsa","rsa"]},"path":{"$ref":"#/$defs/path"},"nodeToNode":{"type":"boolean"},"rotation":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}}},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}},"directories":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"path":{"$ref":"#/$defs/path"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"packages":{"type":"array","maxItems":200,"items":{"type":["string","object"],"pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"},"version":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"},"type":{"$ref":"#/$defs/typeName"}}}},"database":{"$ref":"#/$defs/database"},"lease":{"$ref":"#/$defs/lease"},"notify":{"$ref":"#/$defs/notify"}}},"node":{"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"hostname":{"$ref":"#/$defs/fullHostName"},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"fence":{"$ref":"#/$defs/fence"},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}},"nodeNetwork":{"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"},"gateway":{"type":"string"},"routes":{"type":"array","maxItems":64,"items":{"$ref":"#/$defs/route"}}}},"fullHostName":{"type":"string","maxLength":64,"pattern":"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"},"route":{"type":"object","additionalProperties":false,"required":["to","via"],"properties":{"to":{"type":"string"},"via":{"type":"string"},"metric":{"type":"integer","minimum":1,"maximum":4294967295}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"user":{"$ref":"#/$defs/userName"},"port":{"$ref":"#/$defs/port"},"identityFile":{"$ref":"#/$defs/identityFile"},"knownHosts":{"type":"string"},"hostKey":{"type":"string","enum":["accept-new","strict"]},"connectTimeout":{"$ref":"#/$defs/duration"},"commandTimeout":{"$ref":"#/$defs/duration"},"throughNeighbours":{"type":"boolean"}}},"fence":{"type":"object","additionalProperties":false,"required":["agent"],"properties":{"agent":{"type":"string","pattern":"^(fence_[A-Za-z0-9_.-]+|/[A-Za-z0-9_.+@%/-]*[A-Za-z0-9_.+@%-])$"},"options":{"type":"object","propertyNames":{"$ref":"#/$defs/fenceOptionName"},"additionalProperties":{"$ref":"#/$defs/fenceOption"}},"timeout":{"$ref":"#/$defs/duration"}}},"fenceOptionName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]{0,63}$"},"fenceOption":{"type":["string","integer","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"shares":{"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}},"syncRule":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}},"serviceAddressGroup":{"type":"object","propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["array","object"],"items":{"$ref":"#/$defs/serviceName"},"additionalProperties":false,"required":["services"],"properties":{"services":{"type":"array","items":{"$ref":"#/$defs/serviceName"}},"configure":{"type":"string","pattern":"\\S"},"timeout":{"$ref":"#/$defs/duration"}}},"variables":{"type":"object","propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"variableValue":{"type":["string","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"kindName":{"type":"string","enum":["hosts","hostname","ssh-key","authorized-keys","known-hosts","root-password","interface","route","lease","service-address","held-address","failover-record","vars-file","legacy-file","license","directory","synced-directory","export","mount","automount","nfs-check","configure","service","database","db-row","package-level","legacy-job","pair"]},"timeOfDay":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"},"hostName":{"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"},"hostOrAddress":{"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"},"typeName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"groupName":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},"interfaceName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]{0,14}$"},"addressLabel":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$"},"address4":{"type":"string","pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"},"address6":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceAddress":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceName":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"},"variableName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"path":{"type":"string","pattern":"^/[A-Za-z0-9_.+@%/-]*$"},"mountPoint":{"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"},"nfsOptions":{"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"},"check":{"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[^\\p{Cc}]{1,100}$"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"on":{"type":"string","enum":["controller","node"]},"command":{"type":"string","pattern":"\\S"},"tcp":{"type":"object","additionalProperties":false,"required":["port"],"properties":{"host":{"type":"string","pattern":"^[A-Za-z0-9._:-]{1,255}$"},"port":{"type":"integer","minimum":1,"maximum":65535}}},"udp":{"type":"object","additionalProperties":false,"required":["port"],"properties":{"port":{"type":"integer","minimum":1,"maximum":65535}}},"process":{"type":"string","pattern":"^[^\\s/\\p{Cc}]{1,64}$"},"http":{"type":"object","additionalProperties":false,"required":["url"],"properties":{"url":{"type":"string"},"status":{"type":"array","minItems":1,"items":{"type":"integer","minimum":100,"maximum":599}},"contains":{"type":"string","minLength":1},"verifyCertificate":{"type":"boolean"}}},"timeout":{"$ref":"#/$defs/duration"},"retries":{"type":"integer","minimum":0,"maximum":20}}},"duration":{"type":"string","pattern":"^[1-9][0-9]*(ms|s|m|h)$"},"userName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"},"port":{"type":"integer","minimum":1,"maximum":65535},"identityFile":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"database":{"type":"object","additionalProperties":false,"properties":{"node":{"type":"string"},"follows":{"type":"string","enum":["pair","node"]},"name":{"$ref":"#/$defs/databaseName"},"schema":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"runAs":{"$ref":"#/$defs/userName"},"host":{"type":"string","pattern":"^[A-Za-z0-9_.:/-]+$"},"port":{"$ref":"#/$defs/port"},"psql":{"$ref":"#/$defs/path"},"service":{"$ref":"#/$defs/serviceName"},"via":{"type":"string","enum":["sql","scripts"]},"scripts":{"type":"object","additionalProperties":false,"properties":{"setNode":{"$ref":"#/$defs/path"},"setRepNode":{"$ref":"#/$defs/path"}}},"types":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"address":{"type":"string","enum":["maintenance","equipment"]},"vars":{"$ref":"#/$defs/variables"},"varsFrom":{"type":"array","items":{"$ref":"#/$defs/variableName"}},"mapping":{"type":"object","additionalProperties":false,"properties":{"nodes":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"standby":{"$ref":"#/$defs/databaseName"}}},"standbys":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"status":{"$ref":"#/$defs/databaseName"}}},"customers":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"operators":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"vars":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"value":{"$ref":"#/$defs/databaseName"},"updated":{"$ref":"#/$defs/databaseName"}}}}}}},"lease":{"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"type":"string","enum":["postgresql","etcd"]},"hosts":{"type":"array","minItems":1,"maxItems":9,"items":{"type":"string","pattern":"^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"}},"database":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"tls":{"type":["boolean","object"],"additionalProperties":false,"properties":{"ca":{"type":"string"},"certificate":{"type":"string"},"key":{"type":"string"}}},"ttl":{"$ref":"#/$defs/duration"},"margin":{"$ref":"#/$defs/duration"},"watchdog":{"$ref":"#/$defs/path"},"sysrq":{"type":"boolean"}}},"notifySeverity":{"type":"string","enum":["info","warning","alarm"]},"mailAddress":{"type":"string","pattern":"^[^\\s<>,;:\"()@\\u0000-\\u001f]{1,64}@[A-Za-z0-9._\\[\\]:-]{1,253}$"},"notify":{"type":"object","additionalProperties":false,"properties":{"mail":{"$ref":"#/$defs/notifyMail"},"elasticsearch":{"$ref":"#/$defs/notifyElasticsearch"},"webhooks":{"type":"array","maxItems":20,"items":{"$ref":"#/$defs/notifyWebhook"}},"rules":{"type":"array","maxItems":100,"items":{"type":"object","additionalProperties":false,"required":["severity"],"properties":{"events":{"type":"array","minItems":1,"items":{"type":"string","enum":["takeover","failback","pause","resume","repair","start","alarm","problem","copy","database","lost","fight","failed","revision","suspension"]}},"codes":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^[a-z][a-z-]{0,63}$"}},"pairs":{"type":"array","minItems":1,"items":{"type":"string"}},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"severity":{"type":"string","enum":["none","info","warning","alarm"]}}}},"digest":{"type":"object","additionalProperties":false,"properties":{"messages":{"type":"integer","minimum":1,"maximum":1000},"within":{"$ref":"#/$defs/duration"}}},"outbox":{"type":"object","additionalProperties":false,"properties":{"directory":{"type":"string","minLength":1},"messages":{"type":"integer","minimum":10,"maximum":100000},"age":{"$ref":"#/$defs/duration"}}}}},"notifyMail":{"type":"object","additionalProperties":false,"required":["server","from"],"properties":{"server":{"type":"string","pattern":"^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"},"tls":{"type":"string","enum":["starttls","tls","none"]},"ca":{"type":"string","minLength":1},"user":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"from":{"$ref":"#/$defs/mailAddress"},"to":{"type":"array","minItems":1,"maxItems":50,"items":{"$ref":"#/$defs/mailAddress"}},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}},"notifyElasticsearch":{"type":"object","additionalProperties":false,"required":["hosts"],"properties":{"hosts":{"type":"array","minItems":1,"maxItems":20,"items":{"type":"string","pattern":"^https?://([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$"}},"index":{"type":"string","pattern":"^[a-z0-9][a-z0-9._-]{0,199}$"},"version":{"type":"integer","minimum":5,"maximum":99},"type":{"type":"string","pattern":"^(_doc|[A-Za-z0-9][A-Za-z0-9._-]{0,99})$"},"user":{"type":"string","pattern":"^[^:\\u0000-\\u001f]{1,256}$"},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"apiKey":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"ca":{"type":"string","minLength":1},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}},"notifyWebhook":{"type":"object","additionalProperties":false,"required":["name","url"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"},"url":{"type":["string","object"],"pattern":"^https?://[^\\s@#]{1,2000}$","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"secret":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"headers":{"type":"object","maxProperties":20,"propertyNames":{"pattern":"^[A-Za-z0-9-]{1,64}$"},"additionalProperties":{"type":["string","object"],"pattern":"^[\\u0020-\\u007e]{0,1000}$","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}}},"ca":{"type":"string","minLength":1},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}},"ownerName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"},"mode":{"type":"string","pattern":"^[0-7]{3,4}$"},"databaseName":{"type":"string","pattern":"^[^\\u0000-\\u001f\\u007f]{1,63}$"}}};
const pattern3 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "u");
const schema20 = {"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"safety":{"type":"object","additionalProperties":false,"properties":{"maxDeletions":{"type":["integer","string"],"minimum":0,"maximum":1000000,"pattern":"^(100|[1-9]?[0-9])%$"}}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"hostnames":{"type":"string","enum":["keep","set"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"},"identity":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"recipients":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^age1[0-9a-z]{30,2000}$"}}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"syncLimits":{"type":"object","additionalProperties":false,"properties":{"maxDelete":{"type":["integer","string"],"minimum":0,"maximum":1000000000,"pattern":"^(100|[1-9]?[0-9])%$"},"maxAge":{"$ref":"#/$defs/duration"},"bandwidth":{"type":"integer","minimum":1,"maximum":100000000},"timeLimit":{"$ref":"#/$defs/duration"}}},"watch":{"type":"object","additionalProperties":false,"properties":{"interval":{"$ref":"#/$defs/duration"},"timeout":{"$ref":"#/$defs/duration"},"failures":{"type":"integer","minimum":2,"maximum":1000},"reasons":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["node","maintenance","equipment","service","disk","check"]}},"repair":{"type":"object","additionalProperties":false,"properties":{"tries":{"type":"integer","minimum":0,"maximum":100},"pause":{"$ref":"#/$defs/duration"},"expires":{"$ref":"#/$defs/duration"}}},"takeoversPerHour":{"type":"integer","minimum":1,"maximum":100},"staleCopy":{"type":"string","enum":["takeover","hold"]}}},"run":{"type":"object","additionalProperties":false,"properties":{"interval":{"$ref":"#/$defs/duration"},"mode":{"type":"string","enum":["observe","heal","apply"]},"rules":{"type":"array","maxItems":100,"items":{"type":"object","additionalProperties":false,"required":["mode"],"properties":{"nodes":{"type":"array","minItems":1,"uniqueItems":true,"items":{"$ref":"#/$defs/hostName"}},"kinds":{"type":"array","minItems":1,"uniqueItems":true,"items":{"$ref":"#/$defs/kindName"}},"mode":{"type":"string","enum":["observe","heal","apply"]}}}},"windows":{"type":"array","maxItems":50,"items":{"type":"object","additionalProperties":false,"required":["from","to"],"properties":{"days":{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"string","enum":["mon","tue","wed","thu","fri","sat","sun"]}},"from":{"$ref":"#/$defs/timeOfDay"},"to":{"$ref":"#/$defs/timeOfDay"}}}},"timeZone":{"type":"string","minLength":1,"maxLength":64},"always":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["heal"]}},"controllers":{"enum":["single","shared"]},"fights":{"type":"object","additionalProperties":false,"properties":{"rounds":{"type":"integer","minimum":1,"maximum":100},"within":{"$ref":"#/$defs/duration"},"quiet":{"$ref":"#/$defs/duration"}}},"stream":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"tick":{"$ref":"#/$defs/duration"}}}}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"checks":{"type":"array","maxItems":100,"items":{"$ref":"#/$defs/check"}},"sshKeys":{"type":["boolean","object"],"additionalProperties":false,"properties":{"type":{"type":"string","enum":["ed25519","ecdsa","rsa"]},"path":{"$ref":"#/$defs/path"},"nodeToNode":{"type":"boolean"},"rotation":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}}},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}},"directories":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"path":{"$ref":"#/$defs/path"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"packages":{"type":"array","maxItems":200,"items":{"type":["string","object"],"pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"},"version":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"},"type":{"$ref":"#/$defs/typeName"}}}},"database":{"$ref":"#/$defs/database"},"lease":{"$ref":"#/$defs/lease"},"notify":{"$ref":"#/$defs/notify"}}};
const func1 = Object.prototype.hasOwnProperty;
import func0Module from "ajv/dist/runtime/equal.js";
const func0 = func0Module.default ?? func0Module;
import func3Module from "ajv/dist/runtime/ucs2length.js";
const func3 = func3Module.default ?? func3Module;
const schema21 = {"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]*$"};
const pattern4 = new RegExp("^[A-Za-z][A-Za-z0-9_-]*$", "u");

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate54.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern4.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}
validate54.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema22 = {"type":"object","additionalProperties":false,"properties":{"user":{"$ref":"#/$defs/userName"},"port":{"$ref":"#/$defs/port"},"identityFile":{"$ref":"#/$defs/identityFile"},"knownHosts":{"type":"string"},"hostKey":{"type":"string","enum":["accept-new","strict"]},"connectTimeout":{"$ref":"#/$defs/duration"},"commandTimeout":{"$ref":"#/$defs/duration"},"throughNeighbours":{"type":"boolean"}}};
const schema23 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"};
const pattern6 = new RegExp("^[A-Za-z_][A-Za-z0-9_.-]{0,31}$", "u");

function validate57(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate57.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern6.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate57.errors = vErrors;
return errors === 0;
}
validate57.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema24 = {"type":"integer","minimum":1,"maximum":65535};

function validate59(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate59.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data > 65535 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data < 1 || isNaN(data)){
const err2 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
validate59.errors = vErrors;
return errors === 0;
}
validate59.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema25 = {"type":["string","array"],"minItems":1,"items":{"type":"string"}};

function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate61.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((typeof data !== "string") && (!(Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema25.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(Array.isArray(data)){
if(data.length < 1){
const err1 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(typeof data[i0] !== "string"){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
validate61.errors = vErrors;
return errors === 0;
}
validate61.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema26 = {"type":"string","pattern":"^[1-9][0-9]*(ms|s|m|h)$"};
const pattern7 = new RegExp("^[1-9][0-9]*(ms|s|m|h)$", "u");

function validate63(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate63.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern7.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]*(ms|s|m|h)$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate63.errors = vErrors;
return errors === 0;
}
validate63.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate56(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate56.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((((key0 === "user") || (key0 === "port")) || (key0 === "identityFile")) || (key0 === "knownHosts")) || (key0 === "hostKey")) || (key0 === "connectTimeout")) || (key0 === "commandTimeout")) || (key0 === "throughNeighbours"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.user !== undefined){
if(!(validate57(data.user, {instancePath:instancePath+"/user",parentData:data,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data.port !== undefined){
if(!(validate59(data.port, {instancePath:instancePath+"/port",parentData:data,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data.identityFile !== undefined){
if(!(validate61(data.identityFile, {instancePath:instancePath+"/identityFile",parentData:data,parentDataProperty:"identityFile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
if(data.knownHosts !== undefined){
if(typeof data.knownHosts !== "string"){
const err1 = {instancePath:instancePath+"/knownHosts",schemaPath:"#/properties/knownHosts/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hostKey !== undefined){
let data4 = data.hostKey;
if(typeof data4 !== "string"){
const err2 = {instancePath:instancePath+"/hostKey",schemaPath:"#/properties/hostKey/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((data4 === "accept-new") || (data4 === "strict"))){
const err3 = {instancePath:instancePath+"/hostKey",schemaPath:"#/properties/hostKey/enum",keyword:"enum",params:{allowedValues: schema22.properties.hostKey.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.connectTimeout !== undefined){
if(!(validate63(data.connectTimeout, {instancePath:instancePath+"/connectTimeout",parentData:data,parentDataProperty:"connectTimeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data.commandTimeout !== undefined){
if(!(validate63(data.commandTimeout, {instancePath:instancePath+"/commandTimeout",parentData:data,parentDataProperty:"commandTimeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data.throughNeighbours !== undefined){
if(typeof data.throughNeighbours !== "boolean"){
const err4 = {instancePath:instancePath+"/throughNeighbours",schemaPath:"#/properties/throughNeighbours/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate56.errors = vErrors;
return errors === 0;
}
validate56.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema27 = {"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]{0,14}$"};
const pattern8 = new RegExp("^[A-Za-z][A-Za-z0-9_.-]{0,14}$", "u");

function validate67(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate67.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern8.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,14}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate67.errors = vErrors;
return errors === 0;
}
validate67.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema28 = {"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"};
const pattern9 = new RegExp("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "u");

function validate70(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate70.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern9.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate70.errors = vErrors;
return errors === 0;
}
validate70.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema29 = {"type":"object","propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}};
const schema30 = {"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$"};
const pattern10 = new RegExp("^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$", "u");

function validate73(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate73.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern10.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate73.errors = vErrors;
return errors === 0;
}
validate73.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema31 = {"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"};
const pattern11 = new RegExp("^[0-9A-Fa-f:.]+/[0-9]{1,3}$", "u");

function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate75.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern11.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f:.]+/[0-9]{1,3}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate75.errors = vErrors;
return errors === 0;
}
validate75.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate72(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate72.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs1 = errors;
if(!(validate73(key0, {instancePath,parentData:data,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
if(!valid0){
const err0 = {instancePath,schemaPath:"#/propertyNames",keyword:"propertyNames",params:{propertyName: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
for(const key1 in data){
if(!(validate75(data[key1], {instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate72.errors = vErrors;
return errors === 0;
}
validate72.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema32 = {"type":["array","object"],"items":{"$ref":"#/$defs/serviceName"},"additionalProperties":false,"required":["services"],"properties":{"services":{"type":"array","items":{"$ref":"#/$defs/serviceName"}},"configure":{"type":"string","pattern":"\\S"},"timeout":{"$ref":"#/$defs/duration"}}};
const schema33 = {"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"};
const pattern12 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_.@:-]*$", "u");

function validate80(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate80.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern12.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate80.errors = vErrors;
return errors === 0;
}
validate80.evaluated = {"dynamicProps":false,"dynamicItems":false};

const pattern13 = new RegExp("\\S", "u");

function validate79(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate79.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!data || typeof data != "object"){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema32.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate80(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.services === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "services"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "services") || (key0 === "configure")) || (key0 === "timeout"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.services !== undefined){
let data1 = data.services;
if(Array.isArray(data1)){
const len1 = data1.length;
for(let i1=0; i1<len1; i1++){
if(!(validate80(data1[i1], {instancePath:instancePath+"/services/" + i1,parentData:data1,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.configure !== undefined){
let data3 = data.configure;
if(typeof data3 === "string"){
if(!pattern13.test(data3)){
const err4 = {instancePath:instancePath+"/configure",schemaPath:"#/properties/configure/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/configure",schemaPath:"#/properties/configure/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
validate79.errors = vErrors;
return errors === 0;
}
validate79.evaluated = {"props":true,"items":true,"dynamicProps":false,"dynamicItems":false};

const schema34 = {"type":"string","pattern":"^/[A-Za-z0-9_.+@%/-]*$"};
const pattern14 = new RegExp("^/[A-Za-z0-9_.+@%/-]*$", "u");

function validate85(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate85.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern14.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9_.+@%/-]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate85.errors = vErrors;
return errors === 0;
}
validate85.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema35 = {"type":"object","propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}};
const schema36 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"};
const pattern15 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");

function validate89(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate89.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern15.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate89.errors = vErrors;
return errors === 0;
}
validate89.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema37 = {"type":["string","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}};

function validate91(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate91.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((typeof data !== "string") && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema37.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.secret === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "secret")){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.secret !== undefined){
if(typeof data.secret !== "string"){
const err3 = {instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
validate91.errors = vErrors;
return errors === 0;
}
validate91.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate88(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate88.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs1 = errors;
if(!(validate89(key0, {instancePath,parentData:data,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
if(!valid0){
const err0 = {instancePath,schemaPath:"#/propertyNames",keyword:"propertyNames",params:{propertyName: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
for(const key1 in data){
if(!(validate91(data[key1], {instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate91.errors : vErrors.concat(validate91.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate88.errors = vErrors;
return errors === 0;
}
validate88.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema38 = {"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"};
const pattern17 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$", "u");

function validate96(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate96.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern17.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate96.errors = vErrors;
return errors === 0;
}
validate96.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema39 = {"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"hostname":{"$ref":"#/$defs/fullHostName"},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"fence":{"$ref":"#/$defs/fence"},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}};
const schema40 = {"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"},"gateway":{"type":"string"},"routes":{"type":"array","maxItems":64,"items":{"$ref":"#/$defs/route"}}}};
const pattern18 = new RegExp("^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$", "u");
const schema41 = {"type":"string","pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"};

function validate101(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate101.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern18.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate101.errors = vErrors;
return errors === 0;
}
validate101.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema42 = {"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"};

function validate104(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate104.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern11.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f:.]+/[0-9]{1,3}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate104.errors = vErrors;
return errors === 0;
}
validate104.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema43 = {"type":"object","additionalProperties":false,"required":["to","via"],"properties":{"to":{"type":"string"},"via":{"type":"string"},"metric":{"type":"integer","minimum":1,"maximum":4294967295}}};

function validate106(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate106.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.to === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "to"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.via === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "via"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "to") || (key0 === "via")) || (key0 === "metric"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.to !== undefined){
if(typeof data.to !== "string"){
const err3 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.via !== undefined){
if(typeof data.via !== "string"){
const err4 = {instancePath:instancePath+"/via",schemaPath:"#/properties/via/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.metric !== undefined){
let data2 = data.metric;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err5 = {instancePath:instancePath+"/metric",schemaPath:"#/properties/metric/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 4294967295 || isNaN(data2)){
const err6 = {instancePath:instancePath+"/metric",schemaPath:"#/properties/metric/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967295}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2 < 1 || isNaN(data2)){
const err7 = {instancePath:instancePath+"/metric",schemaPath:"#/properties/metric/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate106.errors = vErrors;
return errors === 0;
}
validate106.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate100(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate100.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((typeof data !== "string") && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema40.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern18.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "address") || (key0 === "interface")) || (key0 === "address6")) || (key0 === "gateway6")) || (key0 === "gateway")) || (key0 === "routes"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.address !== undefined){
if(!(validate101(data.address, {instancePath:instancePath+"/address",parentData:data,parentDataProperty:"address",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
errors = vErrors.length;
}
}
if(data.interface !== undefined){
if(!(validate67(data.interface, {instancePath:instancePath+"/interface",parentData:data,parentDataProperty:"interface",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
if(data.address6 !== undefined){
if(!(validate104(data.address6, {instancePath:instancePath+"/address6",parentData:data,parentDataProperty:"address6",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate104.errors : vErrors.concat(validate104.errors);
errors = vErrors.length;
}
}
if(data.gateway6 !== undefined){
if(typeof data.gateway6 !== "string"){
const err3 = {instancePath:instancePath+"/gateway6",schemaPath:"#/properties/gateway6/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.gateway !== undefined){
if(typeof data.gateway !== "string"){
const err4 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.routes !== undefined){
let data5 = data.routes;
if(Array.isArray(data5)){
if(data5.length > 64){
const err5 = {instancePath:instancePath+"/routes",schemaPath:"#/properties/routes/maxItems",keyword:"maxItems",params:{limit: 64}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate106(data5[i0], {instancePath:instancePath+"/routes/" + i0,parentData:data5,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate106.errors : vErrors.concat(validate106.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath:instancePath+"/routes",schemaPath:"#/properties/routes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
validate100.errors = vErrors;
return errors === 0;
}
validate100.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema44 = {"type":"string","maxLength":64,"pattern":"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"};
const pattern21 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$", "u");

function validate115(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate115.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(func3(data) > 64){
const err0 = {instancePath,schemaPath:"#/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(!pattern21.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate115.errors = vErrors;
return errors === 0;
}
validate115.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema45 = {"type":"object","additionalProperties":false,"required":["agent"],"properties":{"agent":{"type":"string","pattern":"^(fence_[A-Za-z0-9_.-]+|/[A-Za-z0-9_.+@%/-]*[A-Za-z0-9_.+@%-])$"},"options":{"type":"object","propertyNames":{"$ref":"#/$defs/fenceOptionName"},"additionalProperties":{"$ref":"#/$defs/fenceOption"}},"timeout":{"$ref":"#/$defs/duration"}}};
const pattern22 = new RegExp("^(fence_[A-Za-z0-9_.-]+|/[A-Za-z0-9_.+@%/-]*[A-Za-z0-9_.+@%-])$", "u");
const schema46 = {"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]{0,63}$"};
const pattern23 = new RegExp("^[A-Za-z][A-Za-z0-9_-]{0,63}$", "u");

function validate120(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate120.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern23.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate120.errors = vErrors;
return errors === 0;
}
validate120.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema47 = {"type":["string","integer","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}};

function validate122(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate122.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(((typeof data !== "string") && (!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data))))) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema47.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.secret === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "secret")){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.secret !== undefined){
if(typeof data.secret !== "string"){
const err3 = {instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
validate122.errors = vErrors;
return errors === 0;
}
validate122.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate119(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate119.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.agent === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "agent"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "agent") || (key0 === "options")) || (key0 === "timeout"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.agent !== undefined){
let data0 = data.agent;
if(typeof data0 === "string"){
if(!pattern22.test(data0)){
const err2 = {instancePath:instancePath+"/agent",schemaPath:"#/properties/agent/pattern",keyword:"pattern",params:{pattern: "^(fence_[A-Za-z0-9_.-]+|/[A-Za-z0-9_.+@%/-]*[A-Za-z0-9_.+@%-])$"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/agent",schemaPath:"#/properties/agent/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.options !== undefined){
let data1 = data.options;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
const _errs6 = errors;
if(!(validate120(key1, {instancePath:instancePath+"/options",parentData:data1,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate120.errors : vErrors.concat(validate120.errors);
errors = vErrors.length;
}
var valid1 = _errs6 === errors;
if(!valid1){
const err4 = {instancePath:instancePath+"/options",schemaPath:"#/properties/options/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
for(const key2 in data1){
if(!(validate122(data1[key2], {instancePath:instancePath+"/options/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data1,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate122.errors : vErrors.concat(validate122.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath:instancePath+"/options",schemaPath:"#/properties/options/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate119.errors = vErrors;
return errors === 0;
}
validate119.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema48 = {"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"};
const pattern24 = new RegExp("^[A-Za-z0-9:][A-Za-z0-9.:_-]*$", "u");

function validate126(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate126.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern24.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate126.errors = vErrors;
return errors === 0;
}
validate126.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate98(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate98.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema39.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.type !== undefined){
if(!(validate54(data.type, {instancePath:instancePath+"/type",parentData:data,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data.maintenance !== undefined){
if(!(validate100(data.maintenance, {instancePath:instancePath+"/maintenance",parentData:data,parentDataProperty:"maintenance",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
if(data.equipment !== undefined){
if(!(validate100(data.equipment, {instancePath:instancePath+"/equipment",parentData:data,parentDataProperty:"equipment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
if(data.serviceAddresses !== undefined){
let data3 = data.serviceAddresses;
if((typeof data3 !== "string") && (!(data3 && typeof data3 == "object" && !Array.isArray(data3)))){
const err2 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/type",keyword:"type",params:{type: schema39.properties.serviceAddresses.type}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
const _errs7 = errors;
if(!(validate73(key1, {instancePath:instancePath+"/serviceAddresses",parentData:data3,parentDataProperty:"serviceAddresses",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);
errors = vErrors.length;
}
var valid1 = _errs7 === errors;
if(!valid1){
const err3 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
for(const key2 in data3){
if(!(validate75(data3[key2], {instancePath:instancePath+"/serviceAddresses/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data3,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
}
}
if(data.pack !== undefined){
let data5 = data.pack;
if((typeof data5 !== "string") && (!(Array.isArray(data5)))){
const err4 = {instancePath:instancePath+"/pack",schemaPath:"#/properties/pack/type",keyword:"type",params:{type: schema39.properties.pack.type}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate80(data5[i0], {instancePath:instancePath+"/pack/" + i0,parentData:data5,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
}
if(data.variables !== undefined){
let data7 = data.variables;
if((typeof data7 !== "string") && (!(data7 && typeof data7 == "object" && !Array.isArray(data7)))){
const err5 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: schema39.properties.variables.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key3 in data7){
const _errs15 = errors;
if(!(validate89(key3, {instancePath:instancePath+"/variables",parentData:data7,parentDataProperty:"variables",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
var valid5 = _errs15 === errors;
if(!valid5){
const err6 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
for(const key4 in data7){
if(!(validate91(data7[key4], {instancePath:instancePath+"/variables/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate91.errors : vErrors.concat(validate91.errors);
errors = vErrors.length;
}
}
}
}
if(data.hostname !== undefined){
if(!(validate115(data.hostname, {instancePath:instancePath+"/hostname",parentData:data,parentDataProperty:"hostname",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate115.errors : vErrors.concat(validate115.errors);
errors = vErrors.length;
}
}
if(data.backupOf !== undefined){
if(typeof data.backupOf !== "string"){
const err7 = {instancePath:instancePath+"/backupOf",schemaPath:"#/properties/backupOf/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.sync !== undefined){
let data11 = data.sync;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.every === undefined){
const err8 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/required",keyword:"required",params:{missingProperty: "every"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key5 in data11){
if(!(key5 === "every")){
const err9 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data11.every !== undefined){
if(!(validate63(data11.every, {instancePath:instancePath+"/sync/every",parentData:data11,parentDataProperty:"every",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.failover !== undefined){
let data13 = data.failover;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(data13.after === undefined){
const err11 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "after"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key6 in data13){
if(!(key6 === "after")){
const err12 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data13.after !== undefined){
if(!(validate63(data13.after, {instancePath:instancePath+"/failover/after",parentData:data13,parentDataProperty:"after",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.fence !== undefined){
if(!(validate119(data.fence, {instancePath:instancePath+"/fence",parentData:data,parentDataProperty:"fence",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate119.errors : vErrors.concat(validate119.errors);
errors = vErrors.length;
}
}
if(data.ssh !== undefined){
let data16 = data.ssh;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key7 in data16){
if(!(((((key7 === "addresses") || (key7 === "port")) || (key7 === "user")) || (key7 === "identityFile")) || (key7 === "transport"))){
const err14 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data16.addresses !== undefined){
let data17 = data16.addresses;
if(Array.isArray(data17)){
if(data17.length < 1){
const err15 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len1 = data17.length;
for(let i1=0; i1<len1; i1++){
if(!(validate126(data17[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data17,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data16.port !== undefined){
if(!(validate59(data16.port, {instancePath:instancePath+"/ssh/port",parentData:data16,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data16.user !== undefined){
if(!(validate57(data16.user, {instancePath:instancePath+"/ssh/user",parentData:data16,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data16.identityFile !== undefined){
if(!(validate61(data16.identityFile, {instancePath:instancePath+"/ssh/identityFile",parentData:data16,parentDataProperty:"identityFile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
if(data16.transport !== undefined){
let data22 = data16.transport;
if(typeof data22 !== "string"){
const err17 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!((data22 === "ssh") || (data22 === "local"))){
const err18 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/enum",keyword:"enum",params:{allowedValues: schema39.properties.ssh.properties.transport.enum}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
validate98.errors = vErrors;
return errors === 0;
}
validate98.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema49 = {"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}};
const schema50 = {"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"};
const pattern25 = new RegExp("^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$", "u");

function validate135(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate135.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern25.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate135.errors = vErrors;
return errors === 0;
}
validate135.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema51 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"};

function validate137(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate137.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern6.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate137.errors = vErrors;
return errors === 0;
}
validate137.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema52 = {"type":"string","pattern":"^[0-7]{3,4}$"};
const pattern27 = new RegExp("^[0-7]{3,4}$", "u");

function validate140(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate140.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern27.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-7]{3,4}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate140.errors = vErrors;
return errors === 0;
}
validate140.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema53 = {"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"};
const pattern28 = new RegExp("^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$", "u");

function validate145(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate145.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern28.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate145.errors = vErrors;
return errors === 0;
}
validate145.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate132(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate132.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "exports") || (key0 === "mounts")) || (key0 === "nfsCheck"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.exports !== undefined){
let data0 = data.exports;
if(Array.isArray(data0)){
if(data0.length > 1000){
const err1 = {instancePath:instancePath+"/exports",schemaPath:"#/properties/exports/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.type === undefined){
const err2 = {instancePath:instancePath+"/exports/" + i0,schemaPath:"#/properties/exports/items/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data1.path === undefined){
const err3 = {instancePath:instancePath+"/exports/" + i0,schemaPath:"#/properties/exports/items/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data1){
if(!((((((key1 === "type") || (key1 === "path")) || (key1 === "options")) || (key1 === "owner")) || (key1 === "group")) || (key1 === "mode"))){
const err4 = {instancePath:instancePath+"/exports/" + i0,schemaPath:"#/properties/exports/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data1.type !== undefined){
if(!(validate54(data1.type, {instancePath:instancePath+"/exports/" + i0+"/type",parentData:data1,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data1.path !== undefined){
if(!(validate85(data1.path, {instancePath:instancePath+"/exports/" + i0+"/path",parentData:data1,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data1.options !== undefined){
if(!(validate135(data1.options, {instancePath:instancePath+"/exports/" + i0+"/options",parentData:data1,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate135.errors : vErrors.concat(validate135.errors);
errors = vErrors.length;
}
}
if(data1.owner !== undefined){
if(!(validate137(data1.owner, {instancePath:instancePath+"/exports/" + i0+"/owner",parentData:data1,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data1.group !== undefined){
if(!(validate137(data1.group, {instancePath:instancePath+"/exports/" + i0+"/group",parentData:data1,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data1.mode !== undefined){
if(!(validate140(data1.mode, {instancePath:instancePath+"/exports/" + i0+"/mode",parentData:data1,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate140.errors : vErrors.concat(validate140.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath:instancePath+"/exports/" + i0,schemaPath:"#/properties/exports/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/exports",schemaPath:"#/properties/exports/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.mounts !== undefined){
let data8 = data.mounts;
if(Array.isArray(data8)){
if(data8.length > 1000){
const err7 = {instancePath:instancePath+"/mounts",schemaPath:"#/properties/mounts/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data8.length;
for(let i1=0; i1<len1; i1++){
let data9 = data8[i1];
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.type === undefined){
const err8 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data9.from === undefined){
const err9 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "from"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data9.path === undefined){
const err10 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key2 in data9){
if(!((((((key2 === "type") || (key2 === "from")) || (key2 === "path")) || (key2 === "mountPoint")) || (key2 === "options")) || (key2 === "mode"))){
const err11 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data9.type !== undefined){
if(!(validate54(data9.type, {instancePath:instancePath+"/mounts/" + i1+"/type",parentData:data9,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data9.from !== undefined){
if(!(validate54(data9.from, {instancePath:instancePath+"/mounts/" + i1+"/from",parentData:data9,parentDataProperty:"from",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data9.path !== undefined){
if(!(validate85(data9.path, {instancePath:instancePath+"/mounts/" + i1+"/path",parentData:data9,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data9.mountPoint !== undefined){
if(!(validate145(data9.mountPoint, {instancePath:instancePath+"/mounts/" + i1+"/mountPoint",parentData:data9,parentDataProperty:"mountPoint",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate145.errors : vErrors.concat(validate145.errors);
errors = vErrors.length;
}
}
if(data9.options !== undefined){
if(!(validate135(data9.options, {instancePath:instancePath+"/mounts/" + i1+"/options",parentData:data9,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate135.errors : vErrors.concat(validate135.errors);
errors = vErrors.length;
}
}
if(data9.mode !== undefined){
let data15 = data9.mode;
if(typeof data15 !== "string"){
const err12 = {instancePath:instancePath+"/mounts/" + i1+"/mode",schemaPath:"#/properties/mounts/items/properties/mode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data15 === "boot") || (data15 === "demand"))){
const err13 = {instancePath:instancePath+"/mounts/" + i1+"/mode",schemaPath:"#/properties/mounts/items/properties/mode/enum",keyword:"enum",params:{allowedValues: schema49.properties.mounts.items.properties.mode.enum}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/mounts",schemaPath:"#/properties/mounts/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.nfsCheck !== undefined){
let data16 = data.nfsCheck;
if((typeof data16 !== "boolean") && (!(data16 && typeof data16 == "object" && !Array.isArray(data16)))){
const err16 = {instancePath:instancePath+"/nfsCheck",schemaPath:"#/properties/nfsCheck/type",keyword:"type",params:{type: schema49.properties.nfsCheck.type}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key3 in data16){
if(!((key3 === "schedule") || (key3 === "command"))){
const err17 = {instancePath:instancePath+"/nfsCheck",schemaPath:"#/properties/nfsCheck/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data16.schedule !== undefined){
if(typeof data16.schedule !== "string"){
const err18 = {instancePath:instancePath+"/nfsCheck/schedule",schemaPath:"#/properties/nfsCheck/properties/schedule/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data16.command !== undefined){
if(typeof data16.command !== "string"){
const err19 = {instancePath:instancePath+"/nfsCheck/command",schemaPath:"#/properties/nfsCheck/properties/command/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
validate132.errors = vErrors;
return errors === 0;
}
validate132.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema54 = {"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}};
const pattern29 = new RegExp("^[^;]+$", "u");

function validate149(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate149.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.path === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "type") || (key0 === "path")) || (key0 === "exclude")) || (key0 === "owner")) || (key0 === "group")) || (key0 === "mode"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.type !== undefined){
if(!(validate54(data.type, {instancePath:instancePath+"/type",parentData:data,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data.path !== undefined){
if(!(validate85(data.path, {instancePath:instancePath+"/path",parentData:data,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data.exclude !== undefined){
let data2 = data.exclude;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern29.test(data3)){
const err3 = {instancePath:instancePath+"/exclude/" + i0,schemaPath:"#/properties/exclude/items/pattern",keyword:"pattern",params:{pattern: "^[^;]+$"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/exclude/" + i0,schemaPath:"#/properties/exclude/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.owner !== undefined){
if(!(validate137(data.owner, {instancePath:instancePath+"/owner",parentData:data,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data.group !== undefined){
if(!(validate137(data.group, {instancePath:instancePath+"/group",parentData:data,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data.mode !== undefined){
if(!(validate140(data.mode, {instancePath:instancePath+"/mode",parentData:data,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate140.errors : vErrors.concat(validate140.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate149.errors = vErrors;
return errors === 0;
}
validate149.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema55 = {"type":"string","enum":["hosts","hostname","ssh-key","authorized-keys","known-hosts","root-password","interface","route","lease","service-address","held-address","failover-record","vars-file","legacy-file","license","directory","synced-directory","export","mount","automount","nfs-check","configure","service","database","db-row","package-level","legacy-job","pair"]};

function validate164(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate164.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data !== "string"){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(!((((((((((((((((((((((((((((data === "hosts") || (data === "hostname")) || (data === "ssh-key")) || (data === "authorized-keys")) || (data === "known-hosts")) || (data === "root-password")) || (data === "interface")) || (data === "route")) || (data === "lease")) || (data === "service-address")) || (data === "held-address")) || (data === "failover-record")) || (data === "vars-file")) || (data === "legacy-file")) || (data === "license")) || (data === "directory")) || (data === "synced-directory")) || (data === "export")) || (data === "mount")) || (data === "automount")) || (data === "nfs-check")) || (data === "configure")) || (data === "service")) || (data === "database")) || (data === "db-row")) || (data === "package-level")) || (data === "legacy-job")) || (data === "pair"))){
const err1 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema55.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate164.errors = vErrors;
return errors === 0;
}
validate164.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema56 = {"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"};
const pattern31 = new RegExp("^([01][0-9]|2[0-3]):[0-5][0-9]$", "u");

function validate166(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate166.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern31.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate166.errors = vErrors;
return errors === 0;
}
validate166.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema57 = {"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[^\\p{Cc}]{1,100}$"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"on":{"type":"string","enum":["controller","node"]},"command":{"type":"string","pattern":"\\S"},"tcp":{"type":"object","additionalProperties":false,"required":["port"],"properties":{"host":{"type":"string","pattern":"^[A-Za-z0-9._:-]{1,255}$"},"port":{"type":"integer","minimum":1,"maximum":65535}}},"udp":{"type":"object","additionalProperties":false,"required":["port"],"properties":{"port":{"type":"integer","minimum":1,"maximum":65535}}},"process":{"type":"string","pattern":"^[^\\s/\\p{Cc}]{1,64}$"},"http":{"type":"object","additionalProperties":false,"required":["url"],"properties":{"url":{"type":"string"},"status":{"type":"array","minItems":1,"items":{"type":"integer","minimum":100,"maximum":599}},"contains":{"type":"string","minLength":1},"verifyCertificate":{"type":"boolean"}}},"timeout":{"$ref":"#/$defs/duration"},"retries":{"type":"integer","minimum":0,"maximum":20}}};
const pattern32 = new RegExp("^[^\\p{Cc}]{1,100}$", "u");
const pattern34 = new RegExp("^[A-Za-z0-9._:-]{1,255}$", "u");
const pattern35 = new RegExp("^[^\\s/\\p{Cc}]{1,64}$", "u");

function validate173(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate173.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema57.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern32.test(data0)){
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[^\\p{Cc}]{1,100}$"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.nodes !== undefined){
let data1 = data.nodes;
if(Array.isArray(data1)){
if(data1.length < 1){
const err4 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err5 = {instancePath:instancePath+"/nodes/" + i0,schemaPath:"#/properties/nodes/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.on !== undefined){
let data3 = data.on;
if(typeof data3 !== "string"){
const err7 = {instancePath:instancePath+"/on",schemaPath:"#/properties/on/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!((data3 === "controller") || (data3 === "node"))){
const err8 = {instancePath:instancePath+"/on",schemaPath:"#/properties/on/enum",keyword:"enum",params:{allowedValues: schema57.properties.on.enum}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.command !== undefined){
let data4 = data.command;
if(typeof data4 === "string"){
if(!pattern13.test(data4)){
const err9 = {instancePath:instancePath+"/command",schemaPath:"#/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.tcp !== undefined){
let data5 = data.tcp;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.port === undefined){
const err11 = {instancePath:instancePath+"/tcp",schemaPath:"#/properties/tcp/required",keyword:"required",params:{missingProperty: "port"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data5){
if(!((key1 === "host") || (key1 === "port"))){
const err12 = {instancePath:instancePath+"/tcp",schemaPath:"#/properties/tcp/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data5.host !== undefined){
let data6 = data5.host;
if(typeof data6 === "string"){
if(!pattern34.test(data6)){
const err13 = {instancePath:instancePath+"/tcp/host",schemaPath:"#/properties/tcp/properties/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._:-]{1,255}$"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/tcp/host",schemaPath:"#/properties/tcp/properties/host/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data5.port !== undefined){
let data7 = data5.port;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err15 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/properties/tcp/properties/port/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err16 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/properties/tcp/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err17 = {instancePath:instancePath+"/tcp/port",schemaPath:"#/properties/tcp/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
else {
const err18 = {instancePath:instancePath+"/tcp",schemaPath:"#/properties/tcp/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.udp !== undefined){
let data8 = data.udp;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.port === undefined){
const err19 = {instancePath:instancePath+"/udp",schemaPath:"#/properties/udp/required",keyword:"required",params:{missingProperty: "port"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
for(const key2 in data8){
if(!(key2 === "port")){
const err20 = {instancePath:instancePath+"/udp",schemaPath:"#/properties/udp/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data8.port !== undefined){
let data9 = data8.port;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err21 = {instancePath:instancePath+"/udp/port",schemaPath:"#/properties/udp/properties/port/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 65535 || isNaN(data9)){
const err22 = {instancePath:instancePath+"/udp/port",schemaPath:"#/properties/udp/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data9 < 1 || isNaN(data9)){
const err23 = {instancePath:instancePath+"/udp/port",schemaPath:"#/properties/udp/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
}
else {
const err24 = {instancePath:instancePath+"/udp",schemaPath:"#/properties/udp/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.process !== undefined){
let data10 = data.process;
if(typeof data10 === "string"){
if(!pattern35.test(data10)){
const err25 = {instancePath:instancePath+"/process",schemaPath:"#/properties/process/pattern",keyword:"pattern",params:{pattern: "^[^\\s/\\p{Cc}]{1,64}$"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/process",schemaPath:"#/properties/process/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.http !== undefined){
let data11 = data.http;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.url === undefined){
const err27 = {instancePath:instancePath+"/http",schemaPath:"#/properties/http/required",keyword:"required",params:{missingProperty: "url"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
for(const key3 in data11){
if(!((((key3 === "url") || (key3 === "status")) || (key3 === "contains")) || (key3 === "verifyCertificate"))){
const err28 = {instancePath:instancePath+"/http",schemaPath:"#/properties/http/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data11.url !== undefined){
if(typeof data11.url !== "string"){
const err29 = {instancePath:instancePath+"/http/url",schemaPath:"#/properties/http/properties/url/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data11.status !== undefined){
let data13 = data11.status;
if(Array.isArray(data13)){
if(data13.length < 1){
const err30 = {instancePath:instancePath+"/http/status",schemaPath:"#/properties/http/properties/status/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
const len1 = data13.length;
for(let i1=0; i1<len1; i1++){
let data14 = data13[i1];
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err31 = {instancePath:instancePath+"/http/status/" + i1,schemaPath:"#/properties/http/properties/status/items/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 599 || isNaN(data14)){
const err32 = {instancePath:instancePath+"/http/status/" + i1,schemaPath:"#/properties/http/properties/status/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data14 < 100 || isNaN(data14)){
const err33 = {instancePath:instancePath+"/http/status/" + i1,schemaPath:"#/properties/http/properties/status/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
}
else {
const err34 = {instancePath:instancePath+"/http/status",schemaPath:"#/properties/http/properties/status/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data11.contains !== undefined){
let data15 = data11.contains;
if(typeof data15 === "string"){
if(func3(data15) < 1){
const err35 = {instancePath:instancePath+"/http/contains",schemaPath:"#/properties/http/properties/contains/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/http/contains",schemaPath:"#/properties/http/properties/contains/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data11.verifyCertificate !== undefined){
if(typeof data11.verifyCertificate !== "boolean"){
const err37 = {instancePath:instancePath+"/http/verifyCertificate",schemaPath:"#/properties/http/properties/verifyCertificate/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/http",schemaPath:"#/properties/http/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data.retries !== undefined){
let data18 = data.retries;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
const err39 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 20 || isNaN(data18)){
const err40 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 20}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data18 < 0 || isNaN(data18)){
const err41 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
}
else {
const err42 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
validate173.errors = vErrors;
return errors === 0;
}
validate173.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema58 = {"type":"object","additionalProperties":false,"properties":{"node":{"type":"string"},"follows":{"type":"string","enum":["pair","node"]},"name":{"$ref":"#/$defs/databaseName"},"schema":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"runAs":{"$ref":"#/$defs/userName"},"host":{"type":"string","pattern":"^[A-Za-z0-9_.:/-]+$"},"port":{"$ref":"#/$defs/port"},"psql":{"$ref":"#/$defs/path"},"service":{"$ref":"#/$defs/serviceName"},"via":{"type":"string","enum":["sql","scripts"]},"scripts":{"type":"object","additionalProperties":false,"properties":{"setNode":{"$ref":"#/$defs/path"},"setRepNode":{"$ref":"#/$defs/path"}}},"types":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"address":{"type":"string","enum":["maintenance","equipment"]},"vars":{"$ref":"#/$defs/variables"},"varsFrom":{"type":"array","items":{"$ref":"#/$defs/variableName"}},"mapping":{"type":"object","additionalProperties":false,"properties":{"nodes":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"standby":{"$ref":"#/$defs/databaseName"}}},"standbys":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"status":{"$ref":"#/$defs/databaseName"}}},"customers":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"operators":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"vars":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"value":{"$ref":"#/$defs/databaseName"},"updated":{"$ref":"#/$defs/databaseName"}}}}}}};
const schema59 = {"type":"string","pattern":"^[^\\u0000-\\u001f\\u007f]{1,63}$"};
const pattern40 = new RegExp("^[^\\u0000-\\u001f\\u007f]{1,63}$", "u");

function validate185(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate185.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern40.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f]{1,63}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate185.errors = vErrors;
return errors === 0;
}
validate185.evaluated = {"dynamicProps":false,"dynamicItems":false};

const pattern41 = new RegExp("^[A-Za-z0-9_.:/-]+$", "u");

function validate184(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate184.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema58.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.node !== undefined){
if(typeof data.node !== "string"){
const err1 = {instancePath:instancePath+"/node",schemaPath:"#/properties/node/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.follows !== undefined){
let data1 = data.follows;
if(typeof data1 !== "string"){
const err2 = {instancePath:instancePath+"/follows",schemaPath:"#/properties/follows/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((data1 === "pair") || (data1 === "node"))){
const err3 = {instancePath:instancePath+"/follows",schemaPath:"#/properties/follows/enum",keyword:"enum",params:{allowedValues: schema58.properties.follows.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
if(!(validate185(data.name, {instancePath:instancePath+"/name",parentData:data,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data.schema !== undefined){
if(!(validate185(data.schema, {instancePath:instancePath+"/schema",parentData:data,parentDataProperty:"schema",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data.user !== undefined){
if(!(validate185(data.user, {instancePath:instancePath+"/user",parentData:data,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data.runAs !== undefined){
if(!(validate57(data.runAs, {instancePath:instancePath+"/runAs",parentData:data,parentDataProperty:"runAs",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data.host !== undefined){
let data6 = data.host;
if(typeof data6 === "string"){
if(!pattern41.test(data6)){
const err4 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.:/-]+$"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.port !== undefined){
if(!(validate59(data.port, {instancePath:instancePath+"/port",parentData:data,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data.psql !== undefined){
if(!(validate85(data.psql, {instancePath:instancePath+"/psql",parentData:data,parentDataProperty:"psql",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data.service !== undefined){
if(!(validate80(data.service, {instancePath:instancePath+"/service",parentData:data,parentDataProperty:"service",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
if(data.via !== undefined){
let data10 = data.via;
if(typeof data10 !== "string"){
const err6 = {instancePath:instancePath+"/via",schemaPath:"#/properties/via/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!((data10 === "sql") || (data10 === "scripts"))){
const err7 = {instancePath:instancePath+"/via",schemaPath:"#/properties/via/enum",keyword:"enum",params:{allowedValues: schema58.properties.via.enum}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.scripts !== undefined){
let data11 = data.scripts;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key1 in data11){
if(!((key1 === "setNode") || (key1 === "setRepNode"))){
const err8 = {instancePath:instancePath+"/scripts",schemaPath:"#/properties/scripts/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data11.setNode !== undefined){
if(!(validate85(data11.setNode, {instancePath:instancePath+"/scripts/setNode",parentData:data11,parentDataProperty:"setNode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data11.setRepNode !== undefined){
if(!(validate85(data11.setRepNode, {instancePath:instancePath+"/scripts/setRepNode",parentData:data11,parentDataProperty:"setRepNode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/scripts",schemaPath:"#/properties/scripts/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.types !== undefined){
let data14 = data.types;
if(Array.isArray(data14)){
const len0 = data14.length;
for(let i0=0; i0<len0; i0++){
if(!(validate54(data14[i0], {instancePath:instancePath+"/types/" + i0,parentData:data14,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/types",schemaPath:"#/properties/types/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.address !== undefined){
let data16 = data.address;
if(typeof data16 !== "string"){
const err11 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!((data16 === "maintenance") || (data16 === "equipment"))){
const err12 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/enum",keyword:"enum",params:{allowedValues: schema58.properties.address.enum}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.vars !== undefined){
if(!(validate88(data.vars, {instancePath:instancePath+"/vars",parentData:data,parentDataProperty:"vars",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
if(data.varsFrom !== undefined){
let data18 = data.varsFrom;
if(Array.isArray(data18)){
const len1 = data18.length;
for(let i1=0; i1<len1; i1++){
if(!(validate89(data18[i1], {instancePath:instancePath+"/varsFrom/" + i1,parentData:data18,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/varsFrom",schemaPath:"#/properties/varsFrom/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.mapping !== undefined){
let data20 = data.mapping;
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key2 in data20){
if(!(((((key2 === "nodes") || (key2 === "standbys")) || (key2 === "customers")) || (key2 === "operators")) || (key2 === "vars"))){
const err14 = {instancePath:instancePath+"/mapping",schemaPath:"#/properties/mapping/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data20.nodes !== undefined){
let data21 = data20.nodes;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key3 in data21){
if(!(((((key3 === "table") || (key3 === "id")) || (key3 === "name")) || (key3 === "ip")) || (key3 === "standby"))){
const err15 = {instancePath:instancePath+"/mapping/nodes",schemaPath:"#/properties/mapping/properties/nodes/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data21.table !== undefined){
if(!(validate185(data21.table, {instancePath:instancePath+"/mapping/nodes/table",parentData:data21,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data21.id !== undefined){
if(!(validate185(data21.id, {instancePath:instancePath+"/mapping/nodes/id",parentData:data21,parentDataProperty:"id",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data21.name !== undefined){
if(!(validate185(data21.name, {instancePath:instancePath+"/mapping/nodes/name",parentData:data21,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data21.ip !== undefined){
if(!(validate185(data21.ip, {instancePath:instancePath+"/mapping/nodes/ip",parentData:data21,parentDataProperty:"ip",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data21.standby !== undefined){
if(!(validate185(data21.standby, {instancePath:instancePath+"/mapping/nodes/standby",parentData:data21,parentDataProperty:"standby",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/mapping/nodes",schemaPath:"#/properties/mapping/properties/nodes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data20.standbys !== undefined){
let data27 = data20.standbys;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
for(const key4 in data27){
if(!(((((key4 === "table") || (key4 === "id")) || (key4 === "name")) || (key4 === "ip")) || (key4 === "status"))){
const err17 = {instancePath:instancePath+"/mapping/standbys",schemaPath:"#/properties/mapping/properties/standbys/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data27.table !== undefined){
if(!(validate185(data27.table, {instancePath:instancePath+"/mapping/standbys/table",parentData:data27,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data27.id !== undefined){
if(!(validate185(data27.id, {instancePath:instancePath+"/mapping/standbys/id",parentData:data27,parentDataProperty:"id",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data27.name !== undefined){
if(!(validate185(data27.name, {instancePath:instancePath+"/mapping/standbys/name",parentData:data27,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data27.ip !== undefined){
if(!(validate185(data27.ip, {instancePath:instancePath+"/mapping/standbys/ip",parentData:data27,parentDataProperty:"ip",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data27.status !== undefined){
if(!(validate185(data27.status, {instancePath:instancePath+"/mapping/standbys/status",parentData:data27,parentDataProperty:"status",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/mapping/standbys",schemaPath:"#/properties/mapping/properties/standbys/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data20.customers !== undefined){
let data33 = data20.customers;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
for(const key5 in data33){
if(!((key5 === "table") || (key5 === "node"))){
const err19 = {instancePath:instancePath+"/mapping/customers",schemaPath:"#/properties/mapping/properties/customers/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data33.table !== undefined){
if(!(validate185(data33.table, {instancePath:instancePath+"/mapping/customers/table",parentData:data33,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data33.node !== undefined){
if(!(validate185(data33.node, {instancePath:instancePath+"/mapping/customers/node",parentData:data33,parentDataProperty:"node",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
}
else {
const err20 = {instancePath:instancePath+"/mapping/customers",schemaPath:"#/properties/mapping/properties/customers/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data20.operators !== undefined){
let data36 = data20.operators;
if(data36 && typeof data36 == "object" && !Array.isArray(data36)){
for(const key6 in data36){
if(!((key6 === "table") || (key6 === "node"))){
const err21 = {instancePath:instancePath+"/mapping/operators",schemaPath:"#/properties/mapping/properties/operators/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data36.table !== undefined){
if(!(validate185(data36.table, {instancePath:instancePath+"/mapping/operators/table",parentData:data36,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data36.node !== undefined){
if(!(validate185(data36.node, {instancePath:instancePath+"/mapping/operators/node",parentData:data36,parentDataProperty:"node",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
}
else {
const err22 = {instancePath:instancePath+"/mapping/operators",schemaPath:"#/properties/mapping/properties/operators/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data20.vars !== undefined){
let data39 = data20.vars;
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
for(const key7 in data39){
if(!((((key7 === "table") || (key7 === "name")) || (key7 === "value")) || (key7 === "updated"))){
const err23 = {instancePath:instancePath+"/mapping/vars",schemaPath:"#/properties/mapping/properties/vars/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data39.table !== undefined){
if(!(validate185(data39.table, {instancePath:instancePath+"/mapping/vars/table",parentData:data39,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data39.name !== undefined){
if(!(validate185(data39.name, {instancePath:instancePath+"/mapping/vars/name",parentData:data39,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data39.value !== undefined){
if(!(validate185(data39.value, {instancePath:instancePath+"/mapping/vars/value",parentData:data39,parentDataProperty:"value",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data39.updated !== undefined){
if(!(validate185(data39.updated, {instancePath:instancePath+"/mapping/vars/updated",parentData:data39,parentDataProperty:"updated",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
}
else {
const err24 = {instancePath:instancePath+"/mapping/vars",schemaPath:"#/properties/mapping/properties/vars/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/mapping",schemaPath:"#/properties/mapping/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate184.errors = vErrors;
return errors === 0;
}
validate184.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema60 = {"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"type":"string","enum":["postgresql","etcd"]},"hosts":{"type":"array","minItems":1,"maxItems":9,"items":{"type":"string","pattern":"^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"}},"database":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"tls":{"type":["boolean","object"],"additionalProperties":false,"properties":{"ca":{"type":"string"},"certificate":{"type":"string"},"key":{"type":"string"}}},"ttl":{"$ref":"#/$defs/duration"},"margin":{"$ref":"#/$defs/duration"},"watchdog":{"$ref":"#/$defs/path"},"sysrq":{"type":"boolean"}}};
const pattern42 = new RegExp("^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$", "u");

function validate217(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate217.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema60.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if(typeof data0 !== "string"){
const err2 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((data0 === "postgresql") || (data0 === "etcd"))){
const err3 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/enum",keyword:"enum",params:{allowedValues: schema60.properties.type.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.hosts !== undefined){
let data1 = data.hosts;
if(Array.isArray(data1)){
if(data1.length > 9){
const err4 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/maxItems",keyword:"maxItems",params:{limit: 9}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data1.length < 1){
const err5 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern42.test(data2)){
const err6 = {instancePath:instancePath+"/hosts/" + i0,schemaPath:"#/properties/hosts/items/pattern",keyword:"pattern",params:{pattern: "^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/hosts/" + i0,schemaPath:"#/properties/hosts/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.database !== undefined){
if(!(validate185(data.database, {instancePath:instancePath+"/database",parentData:data,parentDataProperty:"database",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data.user !== undefined){
if(!(validate185(data.user, {instancePath:instancePath+"/user",parentData:data,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate185.errors : vErrors.concat(validate185.errors);
errors = vErrors.length;
}
}
if(data.password !== undefined){
let data5 = data.password;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.secret === undefined){
const err9 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data5){
if(!(key1 === "secret")){
const err10 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data5.secret !== undefined){
if(typeof data5.secret !== "string"){
const err11 = {instancePath:instancePath+"/password/secret",schemaPath:"#/properties/password/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.tls !== undefined){
let data7 = data.tls;
if((typeof data7 !== "boolean") && (!(data7 && typeof data7 == "object" && !Array.isArray(data7)))){
const err13 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type: schema60.properties.tls.type}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key2 in data7){
if(!(((key2 === "ca") || (key2 === "certificate")) || (key2 === "key"))){
const err14 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data7.ca !== undefined){
if(typeof data7.ca !== "string"){
const err15 = {instancePath:instancePath+"/tls/ca",schemaPath:"#/properties/tls/properties/ca/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data7.certificate !== undefined){
if(typeof data7.certificate !== "string"){
const err16 = {instancePath:instancePath+"/tls/certificate",schemaPath:"#/properties/tls/properties/certificate/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data7.key !== undefined){
if(typeof data7.key !== "string"){
const err17 = {instancePath:instancePath+"/tls/key",schemaPath:"#/properties/tls/properties/key/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
if(data.ttl !== undefined){
if(!(validate63(data.ttl, {instancePath:instancePath+"/ttl",parentData:data,parentDataProperty:"ttl",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data.margin !== undefined){
if(!(validate63(data.margin, {instancePath:instancePath+"/margin",parentData:data,parentDataProperty:"margin",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data.watchdog !== undefined){
if(!(validate85(data.watchdog, {instancePath:instancePath+"/watchdog",parentData:data,parentDataProperty:"watchdog",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data.sysrq !== undefined){
if(typeof data.sysrq !== "boolean"){
const err18 = {instancePath:instancePath+"/sysrq",schemaPath:"#/properties/sysrq/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
validate217.errors = vErrors;
return errors === 0;
}
validate217.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema61 = {"type":"object","additionalProperties":false,"properties":{"mail":{"$ref":"#/$defs/notifyMail"},"elasticsearch":{"$ref":"#/$defs/notifyElasticsearch"},"webhooks":{"type":"array","maxItems":20,"items":{"$ref":"#/$defs/notifyWebhook"}},"rules":{"type":"array","maxItems":100,"items":{"type":"object","additionalProperties":false,"required":["severity"],"properties":{"events":{"type":"array","minItems":1,"items":{"type":"string","enum":["takeover","failback","pause","resume","repair","start","alarm","problem","copy","database","lost","fight","failed","revision","suspension"]}},"codes":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^[a-z][a-z-]{0,63}$"}},"pairs":{"type":"array","minItems":1,"items":{"type":"string"}},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"severity":{"type":"string","enum":["none","info","warning","alarm"]}}}},"digest":{"type":"object","additionalProperties":false,"properties":{"messages":{"type":"integer","minimum":1,"maximum":1000},"within":{"$ref":"#/$defs/duration"}}},"outbox":{"type":"object","additionalProperties":false,"properties":{"directory":{"type":"string","minLength":1},"messages":{"type":"integer","minimum":10,"maximum":100000},"age":{"$ref":"#/$defs/duration"}}}}};
const schema62 = {"type":"object","additionalProperties":false,"required":["server","from"],"properties":{"server":{"type":"string","pattern":"^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"},"tls":{"type":"string","enum":["starttls","tls","none"]},"ca":{"type":"string","minLength":1},"user":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"from":{"$ref":"#/$defs/mailAddress"},"to":{"type":"array","minItems":1,"maxItems":50,"items":{"$ref":"#/$defs/mailAddress"}},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}};
const schema63 = {"type":"string","pattern":"^[^\\s<>,;:\"()@\\u0000-\\u001f]{1,64}@[A-Za-z0-9._\\[\\]:-]{1,253}$"};
const pattern44 = new RegExp("^[^\\s<>,;:\"()@\\u0000-\\u001f]{1,64}@[A-Za-z0-9._\\[\\]:-]{1,253}$", "u");

function validate226(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate226.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern44.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[^\\s<>,;:\"()@\\u0000-\\u001f]{1,64}@[A-Za-z0-9._\\[\\]:-]{1,253}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate226.errors = vErrors;
return errors === 0;
}
validate226.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema64 = {"type":"string","enum":["info","warning","alarm"]};

function validate229(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate229.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data !== "string"){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(!(((data === "info") || (data === "warning")) || (data === "alarm"))){
const err1 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema64.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate229.errors = vErrors;
return errors === 0;
}
validate229.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate225(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate225.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.server === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "server"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.from === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "from"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema62.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.server !== undefined){
let data0 = data.server;
if(typeof data0 === "string"){
if(!pattern42.test(data0)){
const err3 = {instancePath:instancePath+"/server",schemaPath:"#/properties/server/pattern",keyword:"pattern",params:{pattern: "^([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/server",schemaPath:"#/properties/server/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.tls !== undefined){
let data1 = data.tls;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!(((data1 === "starttls") || (data1 === "tls")) || (data1 === "none"))){
const err6 = {instancePath:instancePath+"/tls",schemaPath:"#/properties/tls/enum",keyword:"enum",params:{allowedValues: schema62.properties.tls.enum}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.ca !== undefined){
let data2 = data.ca;
if(typeof data2 === "string"){
if(func3(data2) < 1){
const err7 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.user !== undefined){
let data3 = data.user;
if(typeof data3 === "string"){
if(func3(data3) > 256){
const err9 = {instancePath:instancePath+"/user",schemaPath:"#/properties/user/maxLength",keyword:"maxLength",params:{limit: 256}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(func3(data3) < 1){
const err10 = {instancePath:instancePath+"/user",schemaPath:"#/properties/user/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/user",schemaPath:"#/properties/user/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.password !== undefined){
let data4 = data.password;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.secret === undefined){
const err12 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
for(const key1 in data4){
if(!(key1 === "secret")){
const err13 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data4.secret !== undefined){
if(typeof data4.secret !== "string"){
const err14 = {instancePath:instancePath+"/password/secret",schemaPath:"#/properties/password/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.from !== undefined){
if(!(validate226(data.from, {instancePath:instancePath+"/from",parentData:data,parentDataProperty:"from",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate226.errors : vErrors.concat(validate226.errors);
errors = vErrors.length;
}
}
if(data.to !== undefined){
let data7 = data.to;
if(Array.isArray(data7)){
if(data7.length > 50){
const err16 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/maxItems",keyword:"maxItems",params:{limit: 50}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data7.length < 1){
const err17 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
if(!(validate226(data7[i0], {instancePath:instancePath+"/to/" + i0,parentData:data7,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate226.errors : vErrors.concat(validate226.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.severity !== undefined){
if(!(validate229(data.severity, {instancePath:instancePath+"/severity",parentData:data,parentDataProperty:"severity",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate229.errors : vErrors.concat(validate229.errors);
errors = vErrors.length;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err19 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
validate225.errors = vErrors;
return errors === 0;
}
validate225.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema65 = {"type":"object","additionalProperties":false,"required":["hosts"],"properties":{"hosts":{"type":"array","minItems":1,"maxItems":20,"items":{"type":"string","pattern":"^https?://([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$"}},"index":{"type":"string","pattern":"^[a-z0-9][a-z0-9._-]{0,199}$"},"version":{"type":"integer","minimum":5,"maximum":99},"type":{"type":"string","pattern":"^(_doc|[A-Za-z0-9][A-Za-z0-9._-]{0,99})$"},"user":{"type":"string","pattern":"^[^:\\u0000-\\u001f]{1,256}$"},"password":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"apiKey":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"ca":{"type":"string","minLength":1},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}};
const pattern45 = new RegExp("^https?://([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$", "u");
const pattern46 = new RegExp("^[a-z0-9][a-z0-9._-]{0,199}$", "u");
const pattern47 = new RegExp("^(_doc|[A-Za-z0-9][A-Za-z0-9._-]{0,99})$", "u");
const pattern48 = new RegExp("^[^:\\u0000-\\u001f]{1,256}$", "u");

function validate233(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate233.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.hosts === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hosts"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema65.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.hosts !== undefined){
let data0 = data.hosts;
if(Array.isArray(data0)){
if(data0.length > 20){
const err2 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/maxItems",keyword:"maxItems",params:{limit: 20}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!pattern45.test(data1)){
const err4 = {instancePath:instancePath+"/hosts/" + i0,schemaPath:"#/properties/hosts/items/pattern",keyword:"pattern",params:{pattern: "^https?://([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/hosts/" + i0,schemaPath:"#/properties/hosts/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.index !== undefined){
let data2 = data.index;
if(typeof data2 === "string"){
if(!pattern46.test(data2)){
const err7 = {instancePath:instancePath+"/index",schemaPath:"#/properties/index/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9._-]{0,199}$"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/index",schemaPath:"#/properties/index/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.version !== undefined){
let data3 = data.version;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err9 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 99 || isNaN(data3)){
const err10 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data3 < 5 || isNaN(data3)){
const err11 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/minimum",keyword:"minimum",params:{comparison: ">=", limit: 5}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
if(data.type !== undefined){
let data4 = data.type;
if(typeof data4 === "string"){
if(!pattern47.test(data4)){
const err12 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/pattern",keyword:"pattern",params:{pattern: "^(_doc|[A-Za-z0-9][A-Za-z0-9._-]{0,99})$"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/type",schemaPath:"#/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.user !== undefined){
let data5 = data.user;
if(typeof data5 === "string"){
if(!pattern48.test(data5)){
const err14 = {instancePath:instancePath+"/user",schemaPath:"#/properties/user/pattern",keyword:"pattern",params:{pattern: "^[^:\\u0000-\\u001f]{1,256}$"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/user",schemaPath:"#/properties/user/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.password !== undefined){
let data6 = data.password;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.secret === undefined){
const err16 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
for(const key1 in data6){
if(!(key1 === "secret")){
const err17 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data6.secret !== undefined){
if(typeof data6.secret !== "string"){
const err18 = {instancePath:instancePath+"/password/secret",schemaPath:"#/properties/password/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/password",schemaPath:"#/properties/password/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.apiKey !== undefined){
let data8 = data.apiKey;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.secret === undefined){
const err20 = {instancePath:instancePath+"/apiKey",schemaPath:"#/properties/apiKey/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
for(const key2 in data8){
if(!(key2 === "secret")){
const err21 = {instancePath:instancePath+"/apiKey",schemaPath:"#/properties/apiKey/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.secret !== undefined){
if(typeof data8.secret !== "string"){
const err22 = {instancePath:instancePath+"/apiKey/secret",schemaPath:"#/properties/apiKey/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/apiKey",schemaPath:"#/properties/apiKey/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.ca !== undefined){
let data10 = data.ca;
if(typeof data10 === "string"){
if(func3(data10) < 1){
const err24 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.severity !== undefined){
if(!(validate229(data.severity, {instancePath:instancePath+"/severity",parentData:data,parentDataProperty:"severity",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate229.errors : vErrors.concat(validate229.errors);
errors = vErrors.length;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate233.errors = vErrors;
return errors === 0;
}
validate233.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema66 = {"type":"object","additionalProperties":false,"required":["name","url"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"},"url":{"type":["string","object"],"pattern":"^https?://[^\\s@#]{1,2000}$","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"secret":{"type":"object","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"headers":{"type":"object","maxProperties":20,"propertyNames":{"pattern":"^[A-Za-z0-9-]{1,64}$"},"additionalProperties":{"type":["string","object"],"pattern":"^[\\u0020-\\u007e]{0,1000}$","additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}}},"ca":{"type":"string","minLength":1},"severity":{"$ref":"#/$defs/notifySeverity"},"timeout":{"$ref":"#/$defs/duration"}}};
const pattern49 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$", "u");
const pattern50 = new RegExp("^https?://[^\\s@#]{1,2000}$", "u");
const pattern51 = new RegExp("^[A-Za-z0-9-]{1,64}$", "u");
const pattern52 = new RegExp("^[\\u0020-\\u007e]{0,1000}$", "u");

function validate237(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate237.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.url === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "url"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "name") || (key0 === "url")) || (key0 === "secret")) || (key0 === "headers")) || (key0 === "ca")) || (key0 === "severity")) || (key0 === "timeout"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern49.test(data0)){
const err3 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.url !== undefined){
let data1 = data.url;
if((typeof data1 !== "string") && (!(data1 && typeof data1 == "object" && !Array.isArray(data1)))){
const err5 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/type",keyword:"type",params:{type: schema66.properties.url.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern50.test(data1)){
const err6 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s@#]{1,2000}$"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.secret === undefined){
const err7 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data1){
if(!(key1 === "secret")){
const err8 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.secret !== undefined){
if(typeof data1.secret !== "string"){
const err9 = {instancePath:instancePath+"/url/secret",schemaPath:"#/properties/url/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
}
if(data.secret !== undefined){
let data3 = data.secret;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.secret === undefined){
const err10 = {instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key2 in data3){
if(!(key2 === "secret")){
const err11 = {instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data3.secret !== undefined){
if(typeof data3.secret !== "string"){
const err12 = {instancePath:instancePath+"/secret/secret",schemaPath:"#/properties/secret/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/secret",schemaPath:"#/properties/secret/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.headers !== undefined){
let data5 = data.headers;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(Object.keys(data5).length > 20){
const err14 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/maxProperties",keyword:"maxProperties",params:{limit: 20}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
for(const key3 in data5){
const _errs16 = errors;
if(typeof key3 === "string"){
if(!pattern51.test(key3)){
const err15 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9-]{1,64}$"},propertyName:key3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
var valid3 = _errs16 === errors;
if(!valid3){
const err16 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
for(const key4 in data5){
let data6 = data5[key4];
if((typeof data6 !== "string") && (!(data6 && typeof data6 == "object" && !Array.isArray(data6)))){
const err17 = {instancePath:instancePath+"/headers/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/type",keyword:"type",params:{type: schema66.properties.headers.additionalProperties.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(typeof data6 === "string"){
if(!pattern52.test(data6)){
const err18 = {instancePath:instancePath+"/headers/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^[\\u0020-\\u007e]{0,1000}$"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.secret === undefined){
const err19 = {instancePath:instancePath+"/headers/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/required",keyword:"required",params:{missingProperty: "secret"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
for(const key5 in data6){
if(!(key5 === "secret")){
const err20 = {instancePath:instancePath+"/headers/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/headers/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data6.secret !== undefined){
if(typeof data6.secret !== "string"){
const err21 = {instancePath:instancePath+"/headers/" + key4.replace(/~/g, "~0").replace(/\//g, "~1")+"/secret",schemaPath:"#/properties/headers/additionalProperties/properties/secret/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
}
}
else {
const err22 = {instancePath:instancePath+"/headers",schemaPath:"#/properties/headers/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.ca !== undefined){
let data8 = data.ca;
if(typeof data8 === "string"){
if(func3(data8) < 1){
const err23 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/ca",schemaPath:"#/properties/ca/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.severity !== undefined){
if(!(validate229(data.severity, {instancePath:instancePath+"/severity",parentData:data,parentDataProperty:"severity",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate229.errors : vErrors.concat(validate229.errors);
errors = vErrors.length;
}
}
if(data.timeout !== undefined){
if(!(validate63(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err25 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
validate237.errors = vErrors;
return errors === 0;
}
validate237.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern53 = new RegExp("^[a-z][a-z-]{0,63}$", "u");

function validate224(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate224.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "mail") || (key0 === "elasticsearch")) || (key0 === "webhooks")) || (key0 === "rules")) || (key0 === "digest")) || (key0 === "outbox"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.mail !== undefined){
if(!(validate225(data.mail, {instancePath:instancePath+"/mail",parentData:data,parentDataProperty:"mail",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate225.errors : vErrors.concat(validate225.errors);
errors = vErrors.length;
}
}
if(data.elasticsearch !== undefined){
if(!(validate233(data.elasticsearch, {instancePath:instancePath+"/elasticsearch",parentData:data,parentDataProperty:"elasticsearch",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate233.errors : vErrors.concat(validate233.errors);
errors = vErrors.length;
}
}
if(data.webhooks !== undefined){
let data2 = data.webhooks;
if(Array.isArray(data2)){
if(data2.length > 20){
const err1 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/maxItems",keyword:"maxItems",params:{limit: 20}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(!(validate237(data2[i0], {instancePath:instancePath+"/webhooks/" + i0,parentData:data2,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate237.errors : vErrors.concat(validate237.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.rules !== undefined){
let data4 = data.rules;
if(Array.isArray(data4)){
if(data4.length > 100){
const err3 = {instancePath:instancePath+"/rules",schemaPath:"#/properties/rules/maxItems",keyword:"maxItems",params:{limit: 100}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
let data5 = data4[i1];
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.severity === undefined){
const err4 = {instancePath:instancePath+"/rules/" + i1,schemaPath:"#/properties/rules/items/required",keyword:"required",params:{missingProperty: "severity"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data5){
if(!(((((key1 === "events") || (key1 === "codes")) || (key1 === "pairs")) || (key1 === "nodes")) || (key1 === "severity"))){
const err5 = {instancePath:instancePath+"/rules/" + i1,schemaPath:"#/properties/rules/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data5.events !== undefined){
let data6 = data5.events;
if(Array.isArray(data6)){
if(data6.length < 1){
const err6 = {instancePath:instancePath+"/rules/" + i1+"/events",schemaPath:"#/properties/rules/items/properties/events/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
let data7 = data6[i2];
if(typeof data7 !== "string"){
const err7 = {instancePath:instancePath+"/rules/" + i1+"/events/" + i2,schemaPath:"#/properties/rules/items/properties/events/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!(((((((((((((((data7 === "takeover") || (data7 === "failback")) || (data7 === "pause")) || (data7 === "resume")) || (data7 === "repair")) || (data7 === "start")) || (data7 === "alarm")) || (data7 === "problem")) || (data7 === "copy")) || (data7 === "database")) || (data7 === "lost")) || (data7 === "fight")) || (data7 === "failed")) || (data7 === "revision")) || (data7 === "suspension"))){
const err8 = {instancePath:instancePath+"/rules/" + i1+"/events/" + i2,schemaPath:"#/properties/rules/items/properties/events/items/enum",keyword:"enum",params:{allowedValues: schema61.properties.rules.items.properties.events.items.enum}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/rules/" + i1+"/events",schemaPath:"#/properties/rules/items/properties/events/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data5.codes !== undefined){
let data8 = data5.codes;
if(Array.isArray(data8)){
if(data8.length < 1){
const err10 = {instancePath:instancePath+"/rules/" + i1+"/codes",schemaPath:"#/properties/rules/items/properties/codes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len3 = data8.length;
for(let i3=0; i3<len3; i3++){
let data9 = data8[i3];
if(typeof data9 === "string"){
if(!pattern53.test(data9)){
const err11 = {instancePath:instancePath+"/rules/" + i1+"/codes/" + i3,schemaPath:"#/properties/rules/items/properties/codes/items/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z-]{0,63}$"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/rules/" + i1+"/codes/" + i3,schemaPath:"#/properties/rules/items/properties/codes/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/rules/" + i1+"/codes",schemaPath:"#/properties/rules/items/properties/codes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data5.pairs !== undefined){
let data10 = data5.pairs;
if(Array.isArray(data10)){
if(data10.length < 1){
const err14 = {instancePath:instancePath+"/rules/" + i1+"/pairs",schemaPath:"#/properties/rules/items/properties/pairs/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len4 = data10.length;
for(let i4=0; i4<len4; i4++){
if(typeof data10[i4] !== "string"){
const err15 = {instancePath:instancePath+"/rules/" + i1+"/pairs/" + i4,schemaPath:"#/properties/rules/items/properties/pairs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/rules/" + i1+"/pairs",schemaPath:"#/properties/rules/items/properties/pairs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data5.nodes !== undefined){
let data12 = data5.nodes;
if(Array.isArray(data12)){
if(data12.length < 1){
const err17 = {instancePath:instancePath+"/rules/" + i1+"/nodes",schemaPath:"#/properties/rules/items/properties/nodes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const len5 = data12.length;
for(let i5=0; i5<len5; i5++){
if(typeof data12[i5] !== "string"){
const err18 = {instancePath:instancePath+"/rules/" + i1+"/nodes/" + i5,schemaPath:"#/properties/rules/items/properties/nodes/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/rules/" + i1+"/nodes",schemaPath:"#/properties/rules/items/properties/nodes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data5.severity !== undefined){
let data14 = data5.severity;
if(typeof data14 !== "string"){
const err20 = {instancePath:instancePath+"/rules/" + i1+"/severity",schemaPath:"#/properties/rules/items/properties/severity/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(!((((data14 === "none") || (data14 === "info")) || (data14 === "warning")) || (data14 === "alarm"))){
const err21 = {instancePath:instancePath+"/rules/" + i1+"/severity",schemaPath:"#/properties/rules/items/properties/severity/enum",keyword:"enum",params:{allowedValues: schema61.properties.rules.items.properties.severity.enum}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/rules/" + i1,schemaPath:"#/properties/rules/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/rules",schemaPath:"#/properties/rules/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.digest !== undefined){
let data15 = data.digest;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key2 in data15){
if(!((key2 === "messages") || (key2 === "within"))){
const err24 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data15.messages !== undefined){
let data16 = data15.messages;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err25 = {instancePath:instancePath+"/digest/messages",schemaPath:"#/properties/digest/properties/messages/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 1000 || isNaN(data16)){
const err26 = {instancePath:instancePath+"/digest/messages",schemaPath:"#/properties/digest/properties/messages/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data16 < 1 || isNaN(data16)){
const err27 = {instancePath:instancePath+"/digest/messages",schemaPath:"#/properties/digest/properties/messages/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
if(data15.within !== undefined){
if(!(validate63(data15.within, {instancePath:instancePath+"/digest/within",parentData:data15,parentDataProperty:"within",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err28 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.outbox !== undefined){
let data18 = data.outbox;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key3 in data18){
if(!(((key3 === "directory") || (key3 === "messages")) || (key3 === "age"))){
const err29 = {instancePath:instancePath+"/outbox",schemaPath:"#/properties/outbox/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data18.directory !== undefined){
let data19 = data18.directory;
if(typeof data19 === "string"){
if(func3(data19) < 1){
const err30 = {instancePath:instancePath+"/outbox/directory",schemaPath:"#/properties/outbox/properties/directory/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/outbox/directory",schemaPath:"#/properties/outbox/properties/directory/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data18.messages !== undefined){
let data20 = data18.messages;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
const err32 = {instancePath:instancePath+"/outbox/messages",schemaPath:"#/properties/outbox/properties/messages/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 > 100000 || isNaN(data20)){
const err33 = {instancePath:instancePath+"/outbox/messages",schemaPath:"#/properties/outbox/properties/messages/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data20 < 10 || isNaN(data20)){
const err34 = {instancePath:instancePath+"/outbox/messages",schemaPath:"#/properties/outbox/properties/messages/minimum",keyword:"minimum",params:{comparison: ">=", limit: 10}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
if(data18.age !== undefined){
if(!(validate63(data18.age, {instancePath:instancePath+"/outbox/age",parentData:data18,parentDataProperty:"age",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err35 = {instancePath:instancePath+"/outbox",schemaPath:"#/properties/outbox/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
validate224.errors = vErrors;
return errors === 0;
}
validate224.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern5 = new RegExp("^(100|[1-9]?[0-9])%$", "u");
const pattern16 = new RegExp("^age1[0-9a-z]{30,2000}$", "u");
const pattern37 = new RegExp("^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$", "u");
const pattern39 = new RegExp("^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$", "u");

function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate53.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.nodes === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "nodes"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema20.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.central !== undefined){
if(typeof data.central !== "string"){
const err2 = {instancePath:instancePath+"/central",schemaPath:"#/properties/central/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.nodeTypes !== undefined){
let data1 = data.nodeTypes;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(!(validate54(data1[i0], {instancePath:instancePath+"/nodeTypes/" + i0,parentData:data1,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/nodeTypes",schemaPath:"#/properties/nodeTypes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.safety !== undefined){
let data3 = data.safety;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!(key1 === "maxDeletions")){
const err4 = {instancePath:instancePath+"/safety",schemaPath:"#/properties/safety/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data3.maxDeletions !== undefined){
let data4 = data3.maxDeletions;
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err5 = {instancePath:instancePath+"/safety/maxDeletions",schemaPath:"#/properties/safety/properties/maxDeletions/type",keyword:"type",params:{type: schema20.properties.safety.properties.maxDeletions.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 1000000 || isNaN(data4)){
const err6 = {instancePath:instancePath+"/safety/maxDeletions",schemaPath:"#/properties/safety/properties/maxDeletions/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data4 < 0 || isNaN(data4)){
const err7 = {instancePath:instancePath+"/safety/maxDeletions",schemaPath:"#/properties/safety/properties/maxDeletions/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(typeof data4 === "string"){
if(!pattern5.test(data4)){
const err8 = {instancePath:instancePath+"/safety/maxDeletions",schemaPath:"#/properties/safety/properties/maxDeletions/pattern",keyword:"pattern",params:{pattern: "^(100|[1-9]?[0-9])%$"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
else {
const err9 = {instancePath:instancePath+"/safety",schemaPath:"#/properties/safety/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.pairsAtBoot !== undefined){
let data5 = data.pairsAtBoot;
if(typeof data5 !== "string"){
const err10 = {instancePath:instancePath+"/pairsAtBoot",schemaPath:"#/properties/pairsAtBoot/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!((data5 === "hold") || (data5 === "start"))){
const err11 = {instancePath:instancePath+"/pairsAtBoot",schemaPath:"#/properties/pairsAtBoot/enum",keyword:"enum",params:{allowedValues: schema20.properties.pairsAtBoot.enum}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.hostnames !== undefined){
let data6 = data.hostnames;
if(typeof data6 !== "string"){
const err12 = {instancePath:instancePath+"/hostnames",schemaPath:"#/properties/hostnames/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data6 === "keep") || (data6 === "set"))){
const err13 = {instancePath:instancePath+"/hostnames",schemaPath:"#/properties/hostnames/enum",keyword:"enum",params:{allowedValues: schema20.properties.hostnames.enum}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.ssh !== undefined){
if(!(validate56(data.ssh, {instancePath:instancePath+"/ssh",parentData:data,parentDataProperty:"ssh",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors);
errors = vErrors.length;
}
}
if(data.networks !== undefined){
let data8 = data.networks;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
if(!((key2 === "maintenance") || (key2 === "equipment"))){
const err14 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data8.maintenance !== undefined){
let data9 = data8.maintenance;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key3 in data9){
if(!(key3 === "interface")){
const err15 = {instancePath:instancePath+"/networks/maintenance",schemaPath:"#/properties/networks/properties/maintenance/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data9.interface !== undefined){
if(!(validate67(data9.interface, {instancePath:instancePath+"/networks/maintenance/interface",parentData:data9,parentDataProperty:"interface",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/networks/maintenance",schemaPath:"#/properties/networks/properties/maintenance/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data8.equipment !== undefined){
let data11 = data8.equipment;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key4 in data11){
if(!(key4 === "interface")){
const err17 = {instancePath:instancePath+"/networks/equipment",schemaPath:"#/properties/networks/properties/equipment/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data11.interface !== undefined){
if(!(validate67(data11.interface, {instancePath:instancePath+"/networks/equipment/interface",parentData:data11,parentDataProperty:"interface",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/networks/equipment",schemaPath:"#/properties/networks/properties/equipment/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.serviceAddresses !== undefined){
let data13 = data.serviceAddresses;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key5 in data13){
const _errs30 = errors;
if(!(validate70(key5, {instancePath:instancePath+"/serviceAddresses",parentData:data13,parentDataProperty:"serviceAddresses",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid7 = _errs30 === errors;
if(!valid7){
const err20 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/propertyNames",keyword:"propertyNames",params:{propertyName: key5}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
for(const key6 in data13){
if(!(validate72(data13[key6], {instancePath:instancePath+"/serviceAddresses/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data13,parentDataProperty:key6,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate72.errors : vErrors.concat(validate72.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.packs !== undefined){
let data15 = data.packs;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key7 in data15){
const _errs35 = errors;
if(!(validate70(key7, {instancePath:instancePath+"/packs",parentData:data15,parentDataProperty:"packs",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid9 = _errs35 === errors;
if(!valid9){
const err22 = {instancePath:instancePath+"/packs",schemaPath:"#/properties/packs/propertyNames",keyword:"propertyNames",params:{propertyName: key7}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
for(const key8 in data15){
if(!(validate79(data15[key8], {instancePath:instancePath+"/packs/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data15,parentDataProperty:key8,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
}
else {
const err23 = {instancePath:instancePath+"/packs",schemaPath:"#/properties/packs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.variables !== undefined){
let data17 = data.variables;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
for(const key9 in data17){
if(!((((key9 === "base") || (key9 === "target")) || (key9 === "adapt")) || (key9 === "groups"))){
const err24 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data17.base !== undefined){
if(!(validate85(data17.base, {instancePath:instancePath+"/variables/base",parentData:data17,parentDataProperty:"base",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data17.target !== undefined){
if(!(validate85(data17.target, {instancePath:instancePath+"/variables/target",parentData:data17,parentDataProperty:"target",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data17.adapt !== undefined){
if(!(validate88(data17.adapt, {instancePath:instancePath+"/variables/adapt",parentData:data17,parentDataProperty:"adapt",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
if(data17.groups !== undefined){
let data21 = data17.groups;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key10 in data21){
const _errs46 = errors;
if(!(validate70(key10, {instancePath:instancePath+"/variables/groups",parentData:data21,parentDataProperty:"groups",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid12 = _errs46 === errors;
if(!valid12){
const err25 = {instancePath:instancePath+"/variables/groups",schemaPath:"#/properties/variables/properties/groups/propertyNames",keyword:"propertyNames",params:{propertyName: key10}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
for(const key11 in data21){
if(!(validate88(data21[key11], {instancePath:instancePath+"/variables/groups/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data21,parentDataProperty:key11,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
}
else {
const err26 = {instancePath:instancePath+"/variables/groups",schemaPath:"#/properties/variables/properties/groups/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.secrets !== undefined){
let data23 = data.secrets;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
if(data23.file === undefined){
const err28 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/required",keyword:"required",params:{missingProperty: "file"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
for(const key12 in data23){
if(!(((key12 === "file") || (key12 === "identity")) || (key12 === "recipients"))){
const err29 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data23.file !== undefined){
if(typeof data23.file !== "string"){
const err30 = {instancePath:instancePath+"/secrets/file",schemaPath:"#/properties/secrets/properties/file/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data23.identity !== undefined){
let data25 = data23.identity;
if((typeof data25 !== "string") && (!(Array.isArray(data25)))){
const err31 = {instancePath:instancePath+"/secrets/identity",schemaPath:"#/properties/secrets/properties/identity/type",keyword:"type",params:{type: schema20.properties.secrets.properties.identity.type}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(Array.isArray(data25)){
if(data25.length < 1){
const err32 = {instancePath:instancePath+"/secrets/identity",schemaPath:"#/properties/secrets/properties/identity/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const len1 = data25.length;
for(let i1=0; i1<len1; i1++){
if(typeof data25[i1] !== "string"){
const err33 = {instancePath:instancePath+"/secrets/identity/" + i1,schemaPath:"#/properties/secrets/properties/identity/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
}
if(data23.recipients !== undefined){
let data27 = data23.recipients;
if(Array.isArray(data27)){
if(data27.length < 1){
const err34 = {instancePath:instancePath+"/secrets/recipients",schemaPath:"#/properties/secrets/properties/recipients/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
const len2 = data27.length;
for(let i2=0; i2<len2; i2++){
let data28 = data27[i2];
if(typeof data28 === "string"){
if(!pattern16.test(data28)){
const err35 = {instancePath:instancePath+"/secrets/recipients/" + i2,schemaPath:"#/properties/secrets/properties/recipients/items/pattern",keyword:"pattern",params:{pattern: "^age1[0-9a-z]{30,2000}$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/secrets/recipients/" + i2,schemaPath:"#/properties/secrets/properties/recipients/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/secrets/recipients",schemaPath:"#/properties/secrets/properties/recipients/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.nodes !== undefined){
let data29 = data.nodes;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
if(Object.keys(data29).length < 1){
const err39 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/minProperties",keyword:"minProperties",params:{limit: 1}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
for(const key13 in data29){
const _errs64 = errors;
if(!(validate96(key13, {instancePath:instancePath+"/nodes",parentData:data29,parentDataProperty:"nodes",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
var valid19 = _errs64 === errors;
if(!valid19){
const err40 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/propertyNames",keyword:"propertyNames",params:{propertyName: key13}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
for(const key14 in data29){
if(!(validate98(data29[key14], {instancePath:instancePath+"/nodes/" + key14.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data29,parentDataProperty:key14,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
errors = vErrors.length;
}
}
}
else {
const err41 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.shares !== undefined){
if(!(validate132(data.shares, {instancePath:instancePath+"/shares",parentData:data,parentDataProperty:"shares",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate132.errors : vErrors.concat(validate132.errors);
errors = vErrors.length;
}
}
if(data.sync !== undefined){
let data32 = data.sync;
if(Array.isArray(data32)){
if(data32.length > 1000){
const err42 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
const len3 = data32.length;
for(let i3=0; i3<len3; i3++){
if(!(validate149(data32[i3], {instancePath:instancePath+"/sync/" + i3,parentData:data32,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate149.errors : vErrors.concat(validate149.errors);
errors = vErrors.length;
}
}
}
else {
const err43 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data.syncLimits !== undefined){
let data34 = data.syncLimits;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
for(const key15 in data34){
if(!((((key15 === "maxDelete") || (key15 === "maxAge")) || (key15 === "bandwidth")) || (key15 === "timeLimit"))){
const err44 = {instancePath:instancePath+"/syncLimits",schemaPath:"#/properties/syncLimits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data34.maxDelete !== undefined){
let data35 = data34.maxDelete;
if((!(((typeof data35 == "number") && (!(data35 % 1) && !isNaN(data35))) && (isFinite(data35)))) && (typeof data35 !== "string")){
const err45 = {instancePath:instancePath+"/syncLimits/maxDelete",schemaPath:"#/properties/syncLimits/properties/maxDelete/type",keyword:"type",params:{type: schema20.properties.syncLimits.properties.maxDelete.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if((typeof data35 == "number") && (isFinite(data35))){
if(data35 > 1000000000 || isNaN(data35)){
const err46 = {instancePath:instancePath+"/syncLimits/maxDelete",schemaPath:"#/properties/syncLimits/properties/maxDelete/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(data35 < 0 || isNaN(data35)){
const err47 = {instancePath:instancePath+"/syncLimits/maxDelete",schemaPath:"#/properties/syncLimits/properties/maxDelete/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(typeof data35 === "string"){
if(!pattern5.test(data35)){
const err48 = {instancePath:instancePath+"/syncLimits/maxDelete",schemaPath:"#/properties/syncLimits/properties/maxDelete/pattern",keyword:"pattern",params:{pattern: "^(100|[1-9]?[0-9])%$"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
if(data34.maxAge !== undefined){
if(!(validate63(data34.maxAge, {instancePath:instancePath+"/syncLimits/maxAge",parentData:data34,parentDataProperty:"maxAge",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data34.bandwidth !== undefined){
let data37 = data34.bandwidth;
if(!(((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37))) && (isFinite(data37)))){
const err49 = {instancePath:instancePath+"/syncLimits/bandwidth",schemaPath:"#/properties/syncLimits/properties/bandwidth/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if((typeof data37 == "number") && (isFinite(data37))){
if(data37 > 100000000 || isNaN(data37)){
const err50 = {instancePath:instancePath+"/syncLimits/bandwidth",schemaPath:"#/properties/syncLimits/properties/bandwidth/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000000}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(data37 < 1 || isNaN(data37)){
const err51 = {instancePath:instancePath+"/syncLimits/bandwidth",schemaPath:"#/properties/syncLimits/properties/bandwidth/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
if(data34.timeLimit !== undefined){
if(!(validate63(data34.timeLimit, {instancePath:instancePath+"/syncLimits/timeLimit",parentData:data34,parentDataProperty:"timeLimit",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err52 = {instancePath:instancePath+"/syncLimits",schemaPath:"#/properties/syncLimits/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data.watch !== undefined){
let data39 = data.watch;
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
for(const key16 in data39){
if(!(((((((key16 === "interval") || (key16 === "timeout")) || (key16 === "failures")) || (key16 === "reasons")) || (key16 === "repair")) || (key16 === "takeoversPerHour")) || (key16 === "staleCopy"))){
const err53 = {instancePath:instancePath+"/watch",schemaPath:"#/properties/watch/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key16}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data39.interval !== undefined){
if(!(validate63(data39.interval, {instancePath:instancePath+"/watch/interval",parentData:data39,parentDataProperty:"interval",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data39.timeout !== undefined){
if(!(validate63(data39.timeout, {instancePath:instancePath+"/watch/timeout",parentData:data39,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data39.failures !== undefined){
let data42 = data39.failures;
if(!(((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42))) && (isFinite(data42)))){
const err54 = {instancePath:instancePath+"/watch/failures",schemaPath:"#/properties/watch/properties/failures/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if((typeof data42 == "number") && (isFinite(data42))){
if(data42 > 1000 || isNaN(data42)){
const err55 = {instancePath:instancePath+"/watch/failures",schemaPath:"#/properties/watch/properties/failures/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
if(data42 < 2 || isNaN(data42)){
const err56 = {instancePath:instancePath+"/watch/failures",schemaPath:"#/properties/watch/properties/failures/minimum",keyword:"minimum",params:{comparison: ">=", limit: 2}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
if(data39.reasons !== undefined){
let data43 = data39.reasons;
if(Array.isArray(data43)){
const len4 = data43.length;
for(let i4=0; i4<len4; i4++){
let data44 = data43[i4];
if(typeof data44 !== "string"){
const err57 = {instancePath:instancePath+"/watch/reasons/" + i4,schemaPath:"#/properties/watch/properties/reasons/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(!((((((data44 === "node") || (data44 === "maintenance")) || (data44 === "equipment")) || (data44 === "service")) || (data44 === "disk")) || (data44 === "check"))){
const err58 = {instancePath:instancePath+"/watch/reasons/" + i4,schemaPath:"#/properties/watch/properties/reasons/items/enum",keyword:"enum",params:{allowedValues: schema20.properties.watch.properties.reasons.items.enum}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
let i5 = data43.length;
let j0;
if(i5 > 1){
const indices0 = {};
for(;i5--;){
let item0 = data43[i5];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err59 = {instancePath:instancePath+"/watch/reasons",schemaPath:"#/properties/watch/properties/reasons/uniqueItems",keyword:"uniqueItems",params:{i: i5, j: j0}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
break;
}
indices0[item0] = i5;
}
}
}
else {
const err60 = {instancePath:instancePath+"/watch/reasons",schemaPath:"#/properties/watch/properties/reasons/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data39.repair !== undefined){
let data45 = data39.repair;
if(data45 && typeof data45 == "object" && !Array.isArray(data45)){
for(const key17 in data45){
if(!(((key17 === "tries") || (key17 === "pause")) || (key17 === "expires"))){
const err61 = {instancePath:instancePath+"/watch/repair",schemaPath:"#/properties/watch/properties/repair/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key17}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data45.tries !== undefined){
let data46 = data45.tries;
if(!(((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46))) && (isFinite(data46)))){
const err62 = {instancePath:instancePath+"/watch/repair/tries",schemaPath:"#/properties/watch/properties/repair/properties/tries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data46 == "number") && (isFinite(data46))){
if(data46 > 100 || isNaN(data46)){
const err63 = {instancePath:instancePath+"/watch/repair/tries",schemaPath:"#/properties/watch/properties/repair/properties/tries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(data46 < 0 || isNaN(data46)){
const err64 = {instancePath:instancePath+"/watch/repair/tries",schemaPath:"#/properties/watch/properties/repair/properties/tries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
if(data45.pause !== undefined){
if(!(validate63(data45.pause, {instancePath:instancePath+"/watch/repair/pause",parentData:data45,parentDataProperty:"pause",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data45.expires !== undefined){
if(!(validate63(data45.expires, {instancePath:instancePath+"/watch/repair/expires",parentData:data45,parentDataProperty:"expires",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err65 = {instancePath:instancePath+"/watch/repair",schemaPath:"#/properties/watch/properties/repair/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data39.takeoversPerHour !== undefined){
let data49 = data39.takeoversPerHour;
if(!(((typeof data49 == "number") && (!(data49 % 1) && !isNaN(data49))) && (isFinite(data49)))){
const err66 = {instancePath:instancePath+"/watch/takeoversPerHour",schemaPath:"#/properties/watch/properties/takeoversPerHour/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if((typeof data49 == "number") && (isFinite(data49))){
if(data49 > 100 || isNaN(data49)){
const err67 = {instancePath:instancePath+"/watch/takeoversPerHour",schemaPath:"#/properties/watch/properties/takeoversPerHour/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(data49 < 1 || isNaN(data49)){
const err68 = {instancePath:instancePath+"/watch/takeoversPerHour",schemaPath:"#/properties/watch/properties/takeoversPerHour/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
if(data39.staleCopy !== undefined){
let data50 = data39.staleCopy;
if(typeof data50 !== "string"){
const err69 = {instancePath:instancePath+"/watch/staleCopy",schemaPath:"#/properties/watch/properties/staleCopy/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
if(!((data50 === "takeover") || (data50 === "hold"))){
const err70 = {instancePath:instancePath+"/watch/staleCopy",schemaPath:"#/properties/watch/properties/staleCopy/enum",keyword:"enum",params:{allowedValues: schema20.properties.watch.properties.staleCopy.enum}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/watch",schemaPath:"#/properties/watch/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.run !== undefined){
let data51 = data.run;
if(data51 && typeof data51 == "object" && !Array.isArray(data51)){
for(const key18 in data51){
if(!(func1.call(schema20.properties.run.properties, key18))){
const err72 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key18}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data51.interval !== undefined){
if(!(validate63(data51.interval, {instancePath:instancePath+"/run/interval",parentData:data51,parentDataProperty:"interval",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data51.mode !== undefined){
let data53 = data51.mode;
if(typeof data53 !== "string"){
const err73 = {instancePath:instancePath+"/run/mode",schemaPath:"#/properties/run/properties/mode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
if(!(((data53 === "observe") || (data53 === "heal")) || (data53 === "apply"))){
const err74 = {instancePath:instancePath+"/run/mode",schemaPath:"#/properties/run/properties/mode/enum",keyword:"enum",params:{allowedValues: schema20.properties.run.properties.mode.enum}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data51.rules !== undefined){
let data54 = data51.rules;
if(Array.isArray(data54)){
if(data54.length > 100){
const err75 = {instancePath:instancePath+"/run/rules",schemaPath:"#/properties/run/properties/rules/maxItems",keyword:"maxItems",params:{limit: 100}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
const len5 = data54.length;
for(let i6=0; i6<len5; i6++){
let data55 = data54[i6];
if(data55 && typeof data55 == "object" && !Array.isArray(data55)){
if(data55.mode === undefined){
const err76 = {instancePath:instancePath+"/run/rules/" + i6,schemaPath:"#/properties/run/properties/rules/items/required",keyword:"required",params:{missingProperty: "mode"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
for(const key19 in data55){
if(!(((key19 === "nodes") || (key19 === "kinds")) || (key19 === "mode"))){
const err77 = {instancePath:instancePath+"/run/rules/" + i6,schemaPath:"#/properties/run/properties/rules/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key19}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data55.nodes !== undefined){
let data56 = data55.nodes;
if(Array.isArray(data56)){
if(data56.length < 1){
const err78 = {instancePath:instancePath+"/run/rules/" + i6+"/nodes",schemaPath:"#/properties/run/properties/rules/items/properties/nodes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
const len6 = data56.length;
for(let i7=0; i7<len6; i7++){
if(!(validate96(data56[i7], {instancePath:instancePath+"/run/rules/" + i6+"/nodes/" + i7,parentData:data56,parentDataProperty:i7,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
}
let i8 = data56.length;
let j1;
if(i8 > 1){
outer0:
for(;i8--;){
for(j1 = i8; j1--;){
if(func0(data56[i8], data56[j1])){
const err79 = {instancePath:instancePath+"/run/rules/" + i6+"/nodes",schemaPath:"#/properties/run/properties/rules/items/properties/nodes/uniqueItems",keyword:"uniqueItems",params:{i: i8, j: j1}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
break outer0;
}
}
}
}
}
else {
const err80 = {instancePath:instancePath+"/run/rules/" + i6+"/nodes",schemaPath:"#/properties/run/properties/rules/items/properties/nodes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data55.kinds !== undefined){
let data58 = data55.kinds;
if(Array.isArray(data58)){
if(data58.length < 1){
const err81 = {instancePath:instancePath+"/run/rules/" + i6+"/kinds",schemaPath:"#/properties/run/properties/rules/items/properties/kinds/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
const len7 = data58.length;
for(let i9=0; i9<len7; i9++){
if(!(validate164(data58[i9], {instancePath:instancePath+"/run/rules/" + i6+"/kinds/" + i9,parentData:data58,parentDataProperty:i9,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate164.errors : vErrors.concat(validate164.errors);
errors = vErrors.length;
}
}
let i10 = data58.length;
let j2;
if(i10 > 1){
outer1:
for(;i10--;){
for(j2 = i10; j2--;){
if(func0(data58[i10], data58[j2])){
const err82 = {instancePath:instancePath+"/run/rules/" + i6+"/kinds",schemaPath:"#/properties/run/properties/rules/items/properties/kinds/uniqueItems",keyword:"uniqueItems",params:{i: i10, j: j2}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
break outer1;
}
}
}
}
}
else {
const err83 = {instancePath:instancePath+"/run/rules/" + i6+"/kinds",schemaPath:"#/properties/run/properties/rules/items/properties/kinds/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data55.mode !== undefined){
let data60 = data55.mode;
if(typeof data60 !== "string"){
const err84 = {instancePath:instancePath+"/run/rules/" + i6+"/mode",schemaPath:"#/properties/run/properties/rules/items/properties/mode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
if(!(((data60 === "observe") || (data60 === "heal")) || (data60 === "apply"))){
const err85 = {instancePath:instancePath+"/run/rules/" + i6+"/mode",schemaPath:"#/properties/run/properties/rules/items/properties/mode/enum",keyword:"enum",params:{allowedValues: schema20.properties.run.properties.rules.items.properties.mode.enum}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
else {
const err86 = {instancePath:instancePath+"/run/rules/" + i6,schemaPath:"#/properties/run/properties/rules/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
}
else {
const err87 = {instancePath:instancePath+"/run/rules",schemaPath:"#/properties/run/properties/rules/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data51.windows !== undefined){
let data61 = data51.windows;
if(Array.isArray(data61)){
if(data61.length > 50){
const err88 = {instancePath:instancePath+"/run/windows",schemaPath:"#/properties/run/properties/windows/maxItems",keyword:"maxItems",params:{limit: 50}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
const len8 = data61.length;
for(let i11=0; i11<len8; i11++){
let data62 = data61[i11];
if(data62 && typeof data62 == "object" && !Array.isArray(data62)){
if(data62.from === undefined){
const err89 = {instancePath:instancePath+"/run/windows/" + i11,schemaPath:"#/properties/run/properties/windows/items/required",keyword:"required",params:{missingProperty: "from"}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
if(data62.to === undefined){
const err90 = {instancePath:instancePath+"/run/windows/" + i11,schemaPath:"#/properties/run/properties/windows/items/required",keyword:"required",params:{missingProperty: "to"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
for(const key20 in data62){
if(!(((key20 === "days") || (key20 === "from")) || (key20 === "to"))){
const err91 = {instancePath:instancePath+"/run/windows/" + i11,schemaPath:"#/properties/run/properties/windows/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key20}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
if(data62.days !== undefined){
let data63 = data62.days;
if(Array.isArray(data63)){
if(data63.length < 1){
const err92 = {instancePath:instancePath+"/run/windows/" + i11+"/days",schemaPath:"#/properties/run/properties/windows/items/properties/days/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
const len9 = data63.length;
for(let i12=0; i12<len9; i12++){
let data64 = data63[i12];
if(typeof data64 !== "string"){
const err93 = {instancePath:instancePath+"/run/windows/" + i11+"/days/" + i12,schemaPath:"#/properties/run/properties/windows/items/properties/days/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
if(!(((((((data64 === "mon") || (data64 === "tue")) || (data64 === "wed")) || (data64 === "thu")) || (data64 === "fri")) || (data64 === "sat")) || (data64 === "sun"))){
const err94 = {instancePath:instancePath+"/run/windows/" + i11+"/days/" + i12,schemaPath:"#/properties/run/properties/windows/items/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema20.properties.run.properties.windows.items.properties.days.items.enum}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
let i13 = data63.length;
let j3;
if(i13 > 1){
const indices1 = {};
for(;i13--;){
let item1 = data63[i13];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j3 = indices1[item1];
const err95 = {instancePath:instancePath+"/run/windows/" + i11+"/days",schemaPath:"#/properties/run/properties/windows/items/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i13, j: j3}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
break;
}
indices1[item1] = i13;
}
}
}
else {
const err96 = {instancePath:instancePath+"/run/windows/" + i11+"/days",schemaPath:"#/properties/run/properties/windows/items/properties/days/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(data62.from !== undefined){
if(!(validate166(data62.from, {instancePath:instancePath+"/run/windows/" + i11+"/from",parentData:data62,parentDataProperty:"from",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate166.errors : vErrors.concat(validate166.errors);
errors = vErrors.length;
}
}
if(data62.to !== undefined){
if(!(validate166(data62.to, {instancePath:instancePath+"/run/windows/" + i11+"/to",parentData:data62,parentDataProperty:"to",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate166.errors : vErrors.concat(validate166.errors);
errors = vErrors.length;
}
}
}
else {
const err97 = {instancePath:instancePath+"/run/windows/" + i11,schemaPath:"#/properties/run/properties/windows/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
}
else {
const err98 = {instancePath:instancePath+"/run/windows",schemaPath:"#/properties/run/properties/windows/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
if(data51.timeZone !== undefined){
let data67 = data51.timeZone;
if(typeof data67 === "string"){
if(func3(data67) > 64){
const err99 = {instancePath:instancePath+"/run/timeZone",schemaPath:"#/properties/run/properties/timeZone/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
if(func3(data67) < 1){
const err100 = {instancePath:instancePath+"/run/timeZone",schemaPath:"#/properties/run/properties/timeZone/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
else {
const err101 = {instancePath:instancePath+"/run/timeZone",schemaPath:"#/properties/run/properties/timeZone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data51.always !== undefined){
let data68 = data51.always;
if(Array.isArray(data68)){
const len10 = data68.length;
for(let i14=0; i14<len10; i14++){
let data69 = data68[i14];
if(typeof data69 !== "string"){
const err102 = {instancePath:instancePath+"/run/always/" + i14,schemaPath:"#/properties/run/properties/always/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
if(!(data69 === "heal")){
const err103 = {instancePath:instancePath+"/run/always/" + i14,schemaPath:"#/properties/run/properties/always/items/enum",keyword:"enum",params:{allowedValues: schema20.properties.run.properties.always.items.enum}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
let i15 = data68.length;
let j4;
if(i15 > 1){
const indices2 = {};
for(;i15--;){
let item2 = data68[i15];
if(typeof item2 !== "string"){
continue;
}
if(typeof indices2[item2] == "number"){
j4 = indices2[item2];
const err104 = {instancePath:instancePath+"/run/always",schemaPath:"#/properties/run/properties/always/uniqueItems",keyword:"uniqueItems",params:{i: i15, j: j4}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
break;
}
indices2[item2] = i15;
}
}
}
else {
const err105 = {instancePath:instancePath+"/run/always",schemaPath:"#/properties/run/properties/always/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
if(data51.controllers !== undefined){
let data70 = data51.controllers;
if(!((data70 === "single") || (data70 === "shared"))){
const err106 = {instancePath:instancePath+"/run/controllers",schemaPath:"#/properties/run/properties/controllers/enum",keyword:"enum",params:{allowedValues: schema20.properties.run.properties.controllers.enum}};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data51.fights !== undefined){
let data71 = data51.fights;
if(data71 && typeof data71 == "object" && !Array.isArray(data71)){
for(const key21 in data71){
if(!(((key21 === "rounds") || (key21 === "within")) || (key21 === "quiet"))){
const err107 = {instancePath:instancePath+"/run/fights",schemaPath:"#/properties/run/properties/fights/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key21}};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
if(data71.rounds !== undefined){
let data72 = data71.rounds;
if(!(((typeof data72 == "number") && (!(data72 % 1) && !isNaN(data72))) && (isFinite(data72)))){
const err108 = {instancePath:instancePath+"/run/fights/rounds",schemaPath:"#/properties/run/properties/fights/properties/rounds/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
if((typeof data72 == "number") && (isFinite(data72))){
if(data72 > 100 || isNaN(data72)){
const err109 = {instancePath:instancePath+"/run/fights/rounds",schemaPath:"#/properties/run/properties/fights/properties/rounds/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
if(data72 < 1 || isNaN(data72)){
const err110 = {instancePath:instancePath+"/run/fights/rounds",schemaPath:"#/properties/run/properties/fights/properties/rounds/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
}
if(data71.within !== undefined){
if(!(validate63(data71.within, {instancePath:instancePath+"/run/fights/within",parentData:data71,parentDataProperty:"within",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
if(data71.quiet !== undefined){
if(!(validate63(data71.quiet, {instancePath:instancePath+"/run/fights/quiet",parentData:data71,parentDataProperty:"quiet",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err111 = {instancePath:instancePath+"/run/fights",schemaPath:"#/properties/run/properties/fights/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
if(data51.stream !== undefined){
let data75 = data51.stream;
if(data75 && typeof data75 == "object" && !Array.isArray(data75)){
for(const key22 in data75){
if(!((key22 === "enabled") || (key22 === "tick"))){
const err112 = {instancePath:instancePath+"/run/stream",schemaPath:"#/properties/run/properties/stream/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key22}};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data75.enabled !== undefined){
if(typeof data75.enabled !== "boolean"){
const err113 = {instancePath:instancePath+"/run/stream/enabled",schemaPath:"#/properties/run/properties/stream/properties/enabled/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
if(data75.tick !== undefined){
if(!(validate63(data75.tick, {instancePath:instancePath+"/run/stream/tick",parentData:data75,parentDataProperty:"tick",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err114 = {instancePath:instancePath+"/run/stream",schemaPath:"#/properties/run/properties/stream/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
}
else {
const err115 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data.license !== undefined){
let data78 = data.license;
const _errs154 = errors;
let valid50 = false;
let passing0 = null;
const _errs155 = errors;
if(data78 && typeof data78 == "object" && !Array.isArray(data78)){
if(data78.file === undefined){
const err116 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/0/required",keyword:"required",params:{missingProperty: "file"}};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
var _valid0 = _errs155 === errors;
if(_valid0){
valid50 = true;
passing0 = 0;
}
const _errs156 = errors;
if(data78 && typeof data78 == "object" && !Array.isArray(data78)){
if(data78.fromNode === undefined){
const err117 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/1/required",keyword:"required",params:{missingProperty: "fromNode"}};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
var _valid0 = _errs156 === errors;
if(_valid0 && valid50){
valid50 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid50 = true;
passing0 = 1;
}
}
if(!valid50){
const err118 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
else {
errors = _errs154;
if(vErrors !== null){
if(_errs154){
vErrors.length = _errs154;
}
else {
vErrors = null;
}
}
}
if(data78 && typeof data78 == "object" && !Array.isArray(data78)){
for(const key23 in data78){
if(!(((key23 === "path") || (key23 === "file")) || (key23 === "fromNode"))){
const err119 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key23}};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
if(data78.path !== undefined){
if(!(validate85(data78.path, {instancePath:instancePath+"/license/path",parentData:data78,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data78.file !== undefined){
if(typeof data78.file !== "string"){
const err120 = {instancePath:instancePath+"/license/file",schemaPath:"#/properties/license/properties/file/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
if(data78.fromNode !== undefined){
if(typeof data78.fromNode !== "string"){
const err121 = {instancePath:instancePath+"/license/fromNode",schemaPath:"#/properties/license/properties/fromNode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
}
else {
const err122 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
if(data.checks !== undefined){
let data82 = data.checks;
if(Array.isArray(data82)){
if(data82.length > 100){
const err123 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/maxItems",keyword:"maxItems",params:{limit: 100}};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
const len11 = data82.length;
for(let i16=0; i16<len11; i16++){
if(!(validate173(data82[i16], {instancePath:instancePath+"/checks/" + i16,parentData:data82,parentDataProperty:i16,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate173.errors : vErrors.concat(validate173.errors);
errors = vErrors.length;
}
}
}
else {
const err124 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
if(data.sshKeys !== undefined){
let data84 = data.sshKeys;
if((typeof data84 !== "boolean") && (!(data84 && typeof data84 == "object" && !Array.isArray(data84)))){
const err125 = {instancePath:instancePath+"/sshKeys",schemaPath:"#/properties/sshKeys/type",keyword:"type",params:{type: schema20.properties.sshKeys.type}};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
if(data84 && typeof data84 == "object" && !Array.isArray(data84)){
for(const key24 in data84){
if(!((((key24 === "type") || (key24 === "path")) || (key24 === "nodeToNode")) || (key24 === "rotation"))){
const err126 = {instancePath:instancePath+"/sshKeys",schemaPath:"#/properties/sshKeys/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key24}};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
if(data84.type !== undefined){
let data85 = data84.type;
if(typeof data85 !== "string"){
const err127 = {instancePath:instancePath+"/sshKeys/type",schemaPath:"#/properties/sshKeys/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
if(!(((data85 === "ed25519") || (data85 === "ecdsa")) || (data85 === "rsa"))){
const err128 = {instancePath:instancePath+"/sshKeys/type",schemaPath:"#/properties/sshKeys/properties/type/enum",keyword:"enum",params:{allowedValues: schema20.properties.sshKeys.properties.type.enum}};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
}
if(data84.path !== undefined){
if(!(validate85(data84.path, {instancePath:instancePath+"/sshKeys/path",parentData:data84,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data84.nodeToNode !== undefined){
if(typeof data84.nodeToNode !== "boolean"){
const err129 = {instancePath:instancePath+"/sshKeys/nodeToNode",schemaPath:"#/properties/sshKeys/properties/nodeToNode/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
if(data84.rotation !== undefined){
let data88 = data84.rotation;
if(typeof data88 === "string"){
if(!pattern3.test(data88)){
const err130 = {instancePath:instancePath+"/sshKeys/rotation",schemaPath:"#/properties/sshKeys/properties/rotation/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
else {
const err131 = {instancePath:instancePath+"/sshKeys/rotation",schemaPath:"#/properties/sshKeys/properties/rotation/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
}
}
if(data.legacyFiles !== undefined){
let data89 = data.legacyFiles;
if((typeof data89 !== "boolean") && (!(data89 && typeof data89 == "object" && !Array.isArray(data89)))){
const err132 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/type",keyword:"type",params:{type: schema20.properties.legacyFiles.type}};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
if(data89 && typeof data89 == "object" && !Array.isArray(data89)){
for(const key25 in data89){
if(!(key25 === "directory")){
const err133 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key25}};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
if(data89.directory !== undefined){
if(!(validate85(data89.directory, {instancePath:instancePath+"/legacyFiles/directory",parentData:data89,parentDataProperty:"directory",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
}
}
if(data.directories !== undefined){
let data91 = data.directories;
if(Array.isArray(data91)){
if(data91.length > 1000){
const err134 = {instancePath:instancePath+"/directories",schemaPath:"#/properties/directories/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
const len12 = data91.length;
for(let i17=0; i17<len12; i17++){
let data92 = data91[i17];
if(data92 && typeof data92 == "object" && !Array.isArray(data92)){
if(data92.path === undefined){
const err135 = {instancePath:instancePath+"/directories/" + i17,schemaPath:"#/properties/directories/items/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
for(const key26 in data92){
if(!((((((key26 === "type") || (key26 === "nodes")) || (key26 === "path")) || (key26 === "owner")) || (key26 === "group")) || (key26 === "mode"))){
const err136 = {instancePath:instancePath+"/directories/" + i17,schemaPath:"#/properties/directories/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key26}};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
if(data92.type !== undefined){
if(!(validate54(data92.type, {instancePath:instancePath+"/directories/" + i17+"/type",parentData:data92,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data92.nodes !== undefined){
let data94 = data92.nodes;
if(Array.isArray(data94)){
if(data94.length < 1){
const err137 = {instancePath:instancePath+"/directories/" + i17+"/nodes",schemaPath:"#/properties/directories/items/properties/nodes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
const len13 = data94.length;
for(let i18=0; i18<len13; i18++){
if(typeof data94[i18] !== "string"){
const err138 = {instancePath:instancePath+"/directories/" + i17+"/nodes/" + i18,schemaPath:"#/properties/directories/items/properties/nodes/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
}
else {
const err139 = {instancePath:instancePath+"/directories/" + i17+"/nodes",schemaPath:"#/properties/directories/items/properties/nodes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
if(data92.path !== undefined){
if(!(validate85(data92.path, {instancePath:instancePath+"/directories/" + i17+"/path",parentData:data92,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data92.owner !== undefined){
if(!(validate137(data92.owner, {instancePath:instancePath+"/directories/" + i17+"/owner",parentData:data92,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data92.group !== undefined){
if(!(validate137(data92.group, {instancePath:instancePath+"/directories/" + i17+"/group",parentData:data92,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
if(data92.mode !== undefined){
if(!(validate140(data92.mode, {instancePath:instancePath+"/directories/" + i17+"/mode",parentData:data92,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate140.errors : vErrors.concat(validate140.errors);
errors = vErrors.length;
}
}
}
else {
const err140 = {instancePath:instancePath+"/directories/" + i17,schemaPath:"#/properties/directories/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
}
else {
const err141 = {instancePath:instancePath+"/directories",schemaPath:"#/properties/directories/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
if(data.packages !== undefined){
let data100 = data.packages;
if(Array.isArray(data100)){
if(data100.length > 200){
const err142 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/maxItems",keyword:"maxItems",params:{limit: 200}};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
const len14 = data100.length;
for(let i19=0; i19<len14; i19++){
let data101 = data100[i19];
if((typeof data101 !== "string") && (!(data101 && typeof data101 == "object" && !Array.isArray(data101)))){
const err143 = {instancePath:instancePath+"/packages/" + i19,schemaPath:"#/properties/packages/items/type",keyword:"type",params:{type: schema20.properties.packages.items.type}};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
if(typeof data101 === "string"){
if(!pattern37.test(data101)){
const err144 = {instancePath:instancePath+"/packages/" + i19,schemaPath:"#/properties/packages/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"}};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
if(data101 && typeof data101 == "object" && !Array.isArray(data101)){
if(data101.name === undefined){
const err145 = {instancePath:instancePath+"/packages/" + i19,schemaPath:"#/properties/packages/items/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
for(const key27 in data101){
if(!(((key27 === "name") || (key27 === "version")) || (key27 === "type"))){
const err146 = {instancePath:instancePath+"/packages/" + i19,schemaPath:"#/properties/packages/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key27}};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
}
if(data101.name !== undefined){
let data102 = data101.name;
if(typeof data102 === "string"){
if(!pattern37.test(data102)){
const err147 = {instancePath:instancePath+"/packages/" + i19+"/name",schemaPath:"#/properties/packages/items/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"}};
if(vErrors === null){
vErrors = [err147];
}
else {
vErrors.push(err147);
}
errors++;
}
}
else {
const err148 = {instancePath:instancePath+"/packages/" + i19+"/name",schemaPath:"#/properties/packages/items/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err148];
}
else {
vErrors.push(err148);
}
errors++;
}
}
if(data101.version !== undefined){
let data103 = data101.version;
if(typeof data103 === "string"){
if(!pattern39.test(data103)){
const err149 = {instancePath:instancePath+"/packages/" + i19+"/version",schemaPath:"#/properties/packages/items/properties/version/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"}};
if(vErrors === null){
vErrors = [err149];
}
else {
vErrors.push(err149);
}
errors++;
}
}
else {
const err150 = {instancePath:instancePath+"/packages/" + i19+"/version",schemaPath:"#/properties/packages/items/properties/version/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err150];
}
else {
vErrors.push(err150);
}
errors++;
}
}
if(data101.type !== undefined){
if(!(validate54(data101.type, {instancePath:instancePath+"/packages/" + i19+"/type",parentData:data101,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
}
}
else {
const err151 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err151];
}
else {
vErrors.push(err151);
}
errors++;
}
}
if(data.database !== undefined){
if(!(validate184(data.database, {instancePath:instancePath+"/database",parentData:data,parentDataProperty:"database",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate184.errors : vErrors.concat(validate184.errors);
errors = vErrors.length;
}
}
if(data.lease !== undefined){
if(!(validate217(data.lease, {instancePath:instancePath+"/lease",parentData:data,parentDataProperty:"lease",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate217.errors : vErrors.concat(validate217.errors);
errors = vErrors.length;
}
}
if(data.notify !== undefined){
if(!(validate224(data.notify, {instancePath:instancePath+"/notify",parentData:data,parentDataProperty:"notify",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate224.errors : vErrors.concat(validate224.errors);
errors = vErrors.length;
}
}
}
else {
const err152 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err152];
}
else {
vErrors.push(err152);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}
validate53.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate52(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://dmsa.dev/schema/cluster.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate52.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("dmsa/v1" !== data0){
const err6 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "dmsa/v1"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err7 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if("Cluster" !== data1){
const err8 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Cluster"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err9 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data2){
if(!(key1 === "name")){
const err10 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(!pattern3.test(data3)){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.spec !== undefined){
if(!(validate53(data.spec, {instancePath:instancePath+"/spec",parentData:data,parentDataProperty:"spec",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
validate52.errors = vErrors;
return errors === 0;
}
validate52.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateNode = validate245;

function validate245(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate245.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema39.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.type !== undefined){
if(!(validate54(data.type, {instancePath:instancePath+"/type",parentData:data,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data.maintenance !== undefined){
if(!(validate100(data.maintenance, {instancePath:instancePath+"/maintenance",parentData:data,parentDataProperty:"maintenance",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
if(data.equipment !== undefined){
if(!(validate100(data.equipment, {instancePath:instancePath+"/equipment",parentData:data,parentDataProperty:"equipment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
if(data.serviceAddresses !== undefined){
let data3 = data.serviceAddresses;
if((typeof data3 !== "string") && (!(data3 && typeof data3 == "object" && !Array.isArray(data3)))){
const err2 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/type",keyword:"type",params:{type: schema39.properties.serviceAddresses.type}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
const _errs7 = errors;
if(!(validate73(key1, {instancePath:instancePath+"/serviceAddresses",parentData:data3,parentDataProperty:"serviceAddresses",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);
errors = vErrors.length;
}
var valid1 = _errs7 === errors;
if(!valid1){
const err3 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
for(const key2 in data3){
if(!(validate75(data3[key2], {instancePath:instancePath+"/serviceAddresses/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data3,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
}
}
if(data.pack !== undefined){
let data5 = data.pack;
if((typeof data5 !== "string") && (!(Array.isArray(data5)))){
const err4 = {instancePath:instancePath+"/pack",schemaPath:"#/properties/pack/type",keyword:"type",params:{type: schema39.properties.pack.type}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate80(data5[i0], {instancePath:instancePath+"/pack/" + i0,parentData:data5,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
}
if(data.variables !== undefined){
let data7 = data.variables;
if((typeof data7 !== "string") && (!(data7 && typeof data7 == "object" && !Array.isArray(data7)))){
const err5 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: schema39.properties.variables.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key3 in data7){
const _errs15 = errors;
if(!(validate89(key3, {instancePath:instancePath+"/variables",parentData:data7,parentDataProperty:"variables",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
var valid5 = _errs15 === errors;
if(!valid5){
const err6 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
for(const key4 in data7){
if(!(validate91(data7[key4], {instancePath:instancePath+"/variables/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate91.errors : vErrors.concat(validate91.errors);
errors = vErrors.length;
}
}
}
}
if(data.hostname !== undefined){
if(!(validate115(data.hostname, {instancePath:instancePath+"/hostname",parentData:data,parentDataProperty:"hostname",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate115.errors : vErrors.concat(validate115.errors);
errors = vErrors.length;
}
}
if(data.backupOf !== undefined){
if(typeof data.backupOf !== "string"){
const err7 = {instancePath:instancePath+"/backupOf",schemaPath:"#/properties/backupOf/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.sync !== undefined){
let data11 = data.sync;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.every === undefined){
const err8 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/required",keyword:"required",params:{missingProperty: "every"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key5 in data11){
if(!(key5 === "every")){
const err9 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data11.every !== undefined){
if(!(validate63(data11.every, {instancePath:instancePath+"/sync/every",parentData:data11,parentDataProperty:"every",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.failover !== undefined){
let data13 = data.failover;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(data13.after === undefined){
const err11 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "after"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key6 in data13){
if(!(key6 === "after")){
const err12 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data13.after !== undefined){
if(!(validate63(data13.after, {instancePath:instancePath+"/failover/after",parentData:data13,parentDataProperty:"after",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate63.errors : vErrors.concat(validate63.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.fence !== undefined){
if(!(validate119(data.fence, {instancePath:instancePath+"/fence",parentData:data,parentDataProperty:"fence",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate119.errors : vErrors.concat(validate119.errors);
errors = vErrors.length;
}
}
if(data.ssh !== undefined){
let data16 = data.ssh;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key7 in data16){
if(!(((((key7 === "addresses") || (key7 === "port")) || (key7 === "user")) || (key7 === "identityFile")) || (key7 === "transport"))){
const err14 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data16.addresses !== undefined){
let data17 = data16.addresses;
if(Array.isArray(data17)){
if(data17.length < 1){
const err15 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len1 = data17.length;
for(let i1=0; i1<len1; i1++){
if(!(validate126(data17[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data17,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data16.port !== undefined){
if(!(validate59(data16.port, {instancePath:instancePath+"/ssh/port",parentData:data16,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data16.user !== undefined){
if(!(validate57(data16.user, {instancePath:instancePath+"/ssh/user",parentData:data16,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data16.identityFile !== undefined){
if(!(validate61(data16.identityFile, {instancePath:instancePath+"/ssh/identityFile",parentData:data16,parentDataProperty:"identityFile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
if(data16.transport !== undefined){
let data22 = data16.transport;
if(typeof data22 !== "string"){
const err17 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!((data22 === "ssh") || (data22 === "local"))){
const err18 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/enum",keyword:"enum",params:{allowedValues: schema39.properties.ssh.properties.transport.enum}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/ssh",schemaPath:"#/properties/ssh/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
validate245.errors = vErrors;
return errors === 0;
}
validate245.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateSecretsFile = validate262;
const schema68 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/secrets.schema.json","type":"object","additionalProperties":false,"properties":{"rootPasswords":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}},"variables":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}}},"$defs":{"secret":{"type":"string"}}};
const schema69 = {"type":"string"};

function validate263(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate263.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data !== "string"){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate263.errors = vErrors;
return errors === 0;
}
validate263.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate262(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://dmsa.dev/schema/secrets.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate262.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "rootPasswords") || (key0 === "variables"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.rootPasswords !== undefined){
let data0 = data.rootPasswords;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!(validate263(data0[key1], {instancePath:instancePath+"/rootPasswords/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data0,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate263.errors : vErrors.concat(validate263.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath:instancePath+"/rootPasswords",schemaPath:"#/properties/rootPasswords/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.variables !== undefined){
let data2 = data.variables;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key2 in data2){
if(!(validate263(data2[key2], {instancePath:instancePath+"/variables/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data2,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate263.errors : vErrors.concat(validate263.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate262.errors = vErrors;
return errors === 0;
}
validate262.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

