// Generated from schema/ by scripts/gen-types.ts; do not edit.
export interface SchemaInfo {
  readonly title: string;
  readonly example: string | null;
  /** The name under `$defs` where it has one. */
  readonly def: string | null;
  /** Known keys, each with the path of its subschema. */
  readonly keys: Readonly<Record<string, string>>;
  /** The path of the subschema of list items, or of the values of a map with free keys. */
  readonly each: string | null;
}

export const clusterSchemaInfo: Readonly<Record<string, SchemaInfo>> = {
 "#/properties/apiVersion": {
  "title": "File format",
  "example": "dmsa/v1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/properties/kind": {
  "title": "Kind of file",
  "example": "Cluster",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/properties/metadata/properties/name": {
  "title": "Cluster name",
  "example": "paris-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/properties/metadata": {
  "title": "Metadata",
  "example": "{ name: paris-1 }",
  "def": null,
  "keys": {
   "name": "#/properties/metadata/properties/name"
  },
  "each": null
 },
 "#": {
  "title": "Cluster file",
  "example": null,
  "def": null,
  "keys": {
   "apiVersion": "#/properties/apiVersion",
   "kind": "#/properties/kind",
   "metadata": "#/properties/metadata",
   "spec": "#/$defs/spec"
  },
  "each": null
 },
 "#/$defs/spec/properties/central": {
  "title": "Central node",
  "example": "Web-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/nodeTypes": {
  "title": "Further node types",
  "example": "[SYSLOG]",
  "def": null,
  "keys": {},
  "each": "#/$defs/typeName"
 },
 "#/$defs/spec/properties/safety/properties/maxDeletions": {
  "title": "Deletion budget",
  "example": "5",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/safety": {
  "title": "Safety",
  "example": "{ maxDeletions: 5 }",
  "def": null,
  "keys": {
   "maxDeletions": "#/$defs/spec/properties/safety/properties/maxDeletions"
  },
  "each": null
 },
 "#/$defs/spec/properties/pairsAtBoot": {
  "title": "What a pair's node does at boot",
  "example": "hold",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/hostnames": {
  "title": "Host names",
  "example": "set",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/networks/properties/maintenance/properties/interface": {
  "title": "Interface",
  "example": "eth0",
  "def": "interfaceName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/networks/properties/maintenance": {
  "title": "Maintenance network",
  "example": "{ interface: eth0 }",
  "def": null,
  "keys": {
   "interface": "#/$defs/spec/properties/networks/properties/maintenance/properties/interface"
  },
  "each": null
 },
 "#/$defs/spec/properties/networks/properties/equipment/properties/interface": {
  "title": "Interface",
  "example": "eth1",
  "def": "interfaceName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/networks/properties/equipment": {
  "title": "Equipment network",
  "example": "{ interface: eth1 }",
  "def": null,
  "keys": {
   "interface": "#/$defs/spec/properties/networks/properties/equipment/properties/interface"
  },
  "each": null
 },
 "#/$defs/spec/properties/networks": {
  "title": "Networks",
  "example": "{ maintenance: { interface: eth0 }, equipment: { interface: eth1 } }",
  "def": null,
  "keys": {
   "maintenance": "#/$defs/spec/properties/networks/properties/maintenance",
   "equipment": "#/$defs/spec/properties/networks/properties/equipment"
  },
  "each": null
 },
 "#/$defs/spec/properties/serviceAddresses": {
  "title": "Groups of service addresses",
  "example": "{ svcip_sec1: { eth0:1: 10.0.0.111/24, eth1:1: 192.0.2.111/24 } }",
  "def": null,
  "keys": {},
  "each": "#/$defs/serviceAddressGroup"
 },
 "#/$defs/spec/properties/packs": {
  "title": "Packs",
  "example": "{ pack_sec: [ubi-sms, ubi-poll, ubi-bud, ubi-alarm] }",
  "def": null,
  "keys": {},
  "each": "#/$defs/pack"
 },
 "#/$defs/spec/properties/variables/properties/base": {
  "title": "Vars file to adapt",
  "example": "/opt/configurator/vars.ctx",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/variables/properties/target": {
  "title": "Adapted vars file",
  "example": "/opt/configurator/vars.UBIqube.net.ctx",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/variables/properties/groups": {
  "title": "Groups of variables",
  "example": "{ var_sec: { UBI_SMS_POLLD_MIN_TO_DOWN: \"6\" } }",
  "def": null,
  "keys": {},
  "each": "#/$defs/variables"
 },
 "#/$defs/spec/properties/variables": {
  "title": "Variables",
  "example": "{ adapt: { UBI_SYS_EQUIPMENTS_IP: \"${SVCIP}\" } }",
  "def": null,
  "keys": {
   "base": "#/$defs/spec/properties/variables/properties/base",
   "target": "#/$defs/spec/properties/variables/properties/target",
   "adapt": "#/$defs/variables",
   "groups": "#/$defs/spec/properties/variables/properties/groups"
  },
  "each": null
 },
 "#/$defs/spec/properties/secrets/properties/file": {
  "title": "Secrets file",
  "example": "cluster.secrets.yaml",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/secrets/properties/identity/items": {
  "title": "age identity",
  "example": "~/.config/dmsa/age.key",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/secrets/properties/identity": {
  "title": "age identity",
  "example": "~/.config/dmsa/age.key",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/secrets/properties/identity/items"
 },
 "#/$defs/spec/properties/secrets/properties/recipients/items": {
  "title": "age recipient",
  "example": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/secrets/properties/recipients": {
  "title": "age recipients",
  "example": "[age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/secrets/properties/recipients/items"
 },
 "#/$defs/spec/properties/secrets": {
  "title": "Secrets",
  "example": "{ file: cluster.secrets.yaml }",
  "def": null,
  "keys": {
   "file": "#/$defs/spec/properties/secrets/properties/file",
   "identity": "#/$defs/spec/properties/secrets/properties/identity",
   "recipients": "#/$defs/spec/properties/secrets/properties/recipients"
  },
  "each": null
 },
 "#/$defs/spec/properties/nodes": {
  "title": "Nodes",
  "example": "{ Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 } }",
  "def": null,
  "keys": {},
  "each": "#/$defs/node"
 },
 "#/$defs/spec/properties/sync": {
  "title": "File synchronisation",
  "example": "[{ type: SECENGINE, path: /opt/sms/spool, exclude: [\"*.tmp\"] }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/syncRule"
 },
 "#/$defs/spec/properties/syncLimits/properties/maxDelete": {
  "title": "Deletions",
  "example": "25%",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/syncLimits/properties/maxAge": {
  "title": "Age of a copy",
  "example": "30m",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/syncLimits/properties/bandwidth": {
  "title": "Bandwidth",
  "example": "5000",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/syncLimits/properties/timeLimit": {
  "title": "Time limit",
  "example": "6h",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/syncLimits": {
  "title": "Limits of the file synchronisation",
  "example": "{ maxDelete: \"10%\", maxAge: \"30m\", bandwidth: 5000 }",
  "def": null,
  "keys": {
   "maxDelete": "#/$defs/spec/properties/syncLimits/properties/maxDelete",
   "maxAge": "#/$defs/spec/properties/syncLimits/properties/maxAge",
   "bandwidth": "#/$defs/spec/properties/syncLimits/properties/bandwidth",
   "timeLimit": "#/$defs/spec/properties/syncLimits/properties/timeLimit"
  },
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/interval": {
  "title": "Interval",
  "example": "1s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/timeout": {
  "title": "Time for a check",
  "example": "1s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/failures": {
  "title": "Failures",
  "example": "3",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/reasons/items": {
  "title": "Reason",
  "example": "node",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/reasons": {
  "title": "Reasons for a takeover",
  "example": "[node, service]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/watch/properties/reasons/items"
 },
 "#/$defs/spec/properties/watch/properties/repair/properties/tries": {
  "title": "Tries",
  "example": "3",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/repair/properties/pause": {
  "title": "Pause",
  "example": "10s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/repair/properties/expires": {
  "title": "Time after which a try is forgotten",
  "example": "1h",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/repair": {
  "title": "Repair on the spot",
  "example": "{ tries: 3, pause: \"10s\" }",
  "def": null,
  "keys": {
   "tries": "#/$defs/spec/properties/watch/properties/repair/properties/tries",
   "pause": "#/$defs/spec/properties/watch/properties/repair/properties/pause",
   "expires": "#/$defs/spec/properties/watch/properties/repair/properties/expires"
  },
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/takeoversPerHour": {
  "title": "Takeovers in an hour",
  "example": "2",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch/properties/staleCopy": {
  "title": "A standby with an old copy",
  "example": "hold",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/watch": {
  "title": "Watching of pairs",
  "example": "{ interval: \"1s\", timeout: \"1s\", failures: 3 }",
  "def": null,
  "keys": {
   "interval": "#/$defs/spec/properties/watch/properties/interval",
   "timeout": "#/$defs/spec/properties/watch/properties/timeout",
   "failures": "#/$defs/spec/properties/watch/properties/failures",
   "reasons": "#/$defs/spec/properties/watch/properties/reasons",
   "repair": "#/$defs/spec/properties/watch/properties/repair",
   "takeoversPerHour": "#/$defs/spec/properties/watch/properties/takeoversPerHour",
   "staleCopy": "#/$defs/spec/properties/watch/properties/staleCopy"
  },
  "each": null
 },
 "#/$defs/spec/properties/run/properties/interval": {
  "title": "Interval",
  "example": "60s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/mode": {
  "title": "Mode",
  "example": "heal",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/rules/items/properties/nodes": {
  "title": "Nodes",
  "example": "[Sec-1]",
  "def": null,
  "keys": {},
  "each": "#/$defs/hostName"
 },
 "#/$defs/spec/properties/run/properties/rules/items/properties/kinds": {
  "title": "Kinds",
  "example": "[mount, export]",
  "def": null,
  "keys": {},
  "each": "#/$defs/kindName"
 },
 "#/$defs/spec/properties/run/properties/rules/items/properties/mode": {
  "title": "Mode",
  "example": "apply",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/rules/items": {
  "title": "Rule",
  "example": "{ kinds: [mount, export], mode: heal }",
  "def": null,
  "keys": {
   "nodes": "#/$defs/spec/properties/run/properties/rules/items/properties/nodes",
   "kinds": "#/$defs/spec/properties/run/properties/rules/items/properties/kinds",
   "mode": "#/$defs/spec/properties/run/properties/rules/items/properties/mode"
  },
  "each": null
 },
 "#/$defs/spec/properties/run/properties/rules": {
  "title": "Rules",
  "example": "[{ kinds: [mount, export], mode: heal }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/run/properties/rules/items"
 },
 "#/$defs/spec/properties/run/properties/windows/items/properties/days/items": {
  "title": "Day",
  "example": "sat",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/windows/items/properties/days": {
  "title": "Days",
  "example": "[sat, sun]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/run/properties/windows/items/properties/days/items"
 },
 "#/$defs/spec/properties/run/properties/windows/items/properties/from": {
  "title": "From",
  "example": "22:00",
  "def": "timeOfDay",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/windows/items/properties/to": {
  "title": "To",
  "example": "04:30",
  "def": "timeOfDay",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/windows/items": {
  "title": "Window",
  "example": "{ days: [sat, sun], from: 22:00, to: 04:30 }",
  "def": null,
  "keys": {
   "days": "#/$defs/spec/properties/run/properties/windows/items/properties/days",
   "from": "#/$defs/spec/properties/run/properties/windows/items/properties/from",
   "to": "#/$defs/spec/properties/run/properties/windows/items/properties/to"
  },
  "each": null
 },
 "#/$defs/spec/properties/run/properties/windows": {
  "title": "Maintenance windows",
  "example": "[{ days: [sat, sun], from: 22:00, to: 04:30 }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/run/properties/windows/items"
 },
 "#/$defs/spec/properties/run/properties/timeZone": {
  "title": "Time zone",
  "example": "Europe/Paris",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/always/items": {
  "title": "What",
  "example": "heal",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/always": {
  "title": "At any time",
  "example": "[heal]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/run/properties/always/items"
 },
 "#/$defs/spec/properties/run/properties/controllers": {
  "title": "Controllers",
  "example": "shared",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/fights/properties/rounds": {
  "title": "Rounds",
  "example": "3",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/fights/properties/within": {
  "title": "Within",
  "example": "1h",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/fights/properties/quiet": {
  "title": "Quiet time",
  "example": "2h",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/fights": {
  "title": "Fights",
  "example": "{ rounds: 3, within: \"1h\" }",
  "def": null,
  "keys": {
   "rounds": "#/$defs/spec/properties/run/properties/fights/properties/rounds",
   "within": "#/$defs/spec/properties/run/properties/fights/properties/within",
   "quiet": "#/$defs/spec/properties/run/properties/fights/properties/quiet"
  },
  "each": null
 },
 "#/$defs/spec/properties/run/properties/stream/properties/enabled": {
  "title": "Enabled",
  "example": "false",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/stream/properties/tick": {
  "title": "Tick",
  "example": "2s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/run/properties/stream": {
  "title": "Stream of changes",
  "example": "{ tick: \"2s\" }",
  "def": null,
  "keys": {
   "enabled": "#/$defs/spec/properties/run/properties/stream/properties/enabled",
   "tick": "#/$defs/spec/properties/run/properties/stream/properties/tick"
  },
  "each": null
 },
 "#/$defs/spec/properties/run": {
  "title": "The loop",
  "example": "{ mode: heal, windows: [{ days: [sat, sun], from: 22:00, to: 04:30 }] }",
  "def": null,
  "keys": {
   "interval": "#/$defs/spec/properties/run/properties/interval",
   "mode": "#/$defs/spec/properties/run/properties/mode",
   "rules": "#/$defs/spec/properties/run/properties/rules",
   "windows": "#/$defs/spec/properties/run/properties/windows",
   "timeZone": "#/$defs/spec/properties/run/properties/timeZone",
   "always": "#/$defs/spec/properties/run/properties/always",
   "controllers": "#/$defs/spec/properties/run/properties/controllers",
   "fights": "#/$defs/spec/properties/run/properties/fights",
   "stream": "#/$defs/spec/properties/run/properties/stream"
  },
  "each": null
 },
 "#/$defs/spec/properties/license/properties/path": {
  "title": "Place on the nodes",
  "example": "/opt/ubiqube/license",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/license/properties/file": {
  "title": "License file",
  "example": "./license",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/license/properties/fromNode": {
  "title": "Node with the license",
  "example": "Web-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/license": {
  "title": "License",
  "example": "{ path: /opt/ubiqube/license, fromNode: Web-1 }",
  "def": null,
  "keys": {
   "path": "#/$defs/spec/properties/license/properties/path",
   "file": "#/$defs/spec/properties/license/properties/file",
   "fromNode": "#/$defs/spec/properties/license/properties/fromNode"
  },
  "each": null
 },
 "#/$defs/spec/properties/checks": {
  "title": "Checks",
  "example": "[{ name: web, nodes: [Web-1], http: { url: \"http://${HOST}:8080/\" } }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/check"
 },
 "#/$defs/spec/properties/sshKeys/properties/type": {
  "title": "Key type",
  "example": "ed25519",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/sshKeys/properties/path": {
  "title": "Private key",
  "example": "/root/.ssh/id_ed25519",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/sshKeys/properties/nodeToNode": {
  "title": "Exchange keys",
  "example": "true",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/sshKeys/properties/rotation": {
  "title": "Rotation mark",
  "example": "2026-11",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/sshKeys": {
  "title": "SSH keys of the nodes",
  "example": "{ type: ed25519, rotation: \"2026-11\" }",
  "def": null,
  "keys": {
   "type": "#/$defs/spec/properties/sshKeys/properties/type",
   "path": "#/$defs/spec/properties/sshKeys/properties/path",
   "nodeToNode": "#/$defs/spec/properties/sshKeys/properties/nodeToNode",
   "rotation": "#/$defs/spec/properties/sshKeys/properties/rotation"
  },
  "each": null
 },
 "#/$defs/spec/properties/legacyFiles/properties/directory": {
  "title": "Directory of the legacy files",
  "example": "/opt/ubisysconf/ha",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/legacyFiles": {
  "title": "Legacy files",
  "example": "{ directory: /opt/ubisysconf/ha }",
  "def": null,
  "keys": {
   "directory": "#/$defs/spec/properties/legacyFiles/properties/directory"
  },
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/type": {
  "title": "Node type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/nodes/items": {
  "title": "Node",
  "example": "Sec-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/nodes": {
  "title": "Nodes",
  "example": "[Sec-1, Sec-2]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/directories/items/properties/nodes/items"
 },
 "#/$defs/spec/properties/directories/items/properties/path": {
  "title": "Path",
  "example": "/opt/sms/spool",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/owner": {
  "title": "Owner",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/group": {
  "title": "Group",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items/properties/mode": {
  "title": "Mode",
  "example": "0755",
  "def": "mode",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/directories/items": {
  "title": "Directory",
  "example": "{ type: SECENGINE, path: /opt/sms/spool, owner: ncuser, group: ncuser, mode: \"0755\" }",
  "def": null,
  "keys": {
   "type": "#/$defs/spec/properties/directories/items/properties/type",
   "nodes": "#/$defs/spec/properties/directories/items/properties/nodes",
   "path": "#/$defs/spec/properties/directories/items/properties/path",
   "owner": "#/$defs/spec/properties/directories/items/properties/owner",
   "group": "#/$defs/spec/properties/directories/items/properties/group",
   "mode": "#/$defs/spec/properties/directories/items/properties/mode"
  },
  "each": null
 },
 "#/$defs/spec/properties/directories": {
  "title": "Directories",
  "example": "[{ type: SECENGINE, path: /opt/sms/spool, owner: ncuser, mode: \"0755\" }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/directories/items"
 },
 "#/$defs/spec/properties/packages/items/properties/name": {
  "title": "Package name",
  "example": "ubi-sms",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/packages/items/properties/version": {
  "title": "Wanted level",
  "example": "15.3-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/packages/items/properties/type": {
  "title": "Node type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/spec/properties/packages/items": {
  "title": "Package",
  "example": "ubi-*",
  "def": null,
  "keys": {
   "name": "#/$defs/spec/properties/packages/items/properties/name",
   "version": "#/$defs/spec/properties/packages/items/properties/version",
   "type": "#/$defs/spec/properties/packages/items/properties/type"
  },
  "each": null
 },
 "#/$defs/spec/properties/packages": {
  "title": "Packages",
  "example": "[\"ubi-*\"]",
  "def": null,
  "keys": {},
  "each": "#/$defs/spec/properties/packages/items"
 },
 "#/$defs/spec": {
  "title": "Cluster spec",
  "example": null,
  "def": "spec",
  "keys": {
   "central": "#/$defs/spec/properties/central",
   "nodeTypes": "#/$defs/spec/properties/nodeTypes",
   "safety": "#/$defs/spec/properties/safety",
   "pairsAtBoot": "#/$defs/spec/properties/pairsAtBoot",
   "hostnames": "#/$defs/spec/properties/hostnames",
   "ssh": "#/$defs/ssh",
   "networks": "#/$defs/spec/properties/networks",
   "serviceAddresses": "#/$defs/spec/properties/serviceAddresses",
   "packs": "#/$defs/spec/properties/packs",
   "variables": "#/$defs/spec/properties/variables",
   "secrets": "#/$defs/spec/properties/secrets",
   "nodes": "#/$defs/spec/properties/nodes",
   "shares": "#/$defs/shares",
   "sync": "#/$defs/spec/properties/sync",
   "syncLimits": "#/$defs/spec/properties/syncLimits",
   "watch": "#/$defs/spec/properties/watch",
   "run": "#/$defs/spec/properties/run",
   "license": "#/$defs/spec/properties/license",
   "checks": "#/$defs/spec/properties/checks",
   "sshKeys": "#/$defs/spec/properties/sshKeys",
   "legacyFiles": "#/$defs/spec/properties/legacyFiles",
   "directories": "#/$defs/spec/properties/directories",
   "packages": "#/$defs/spec/properties/packages",
   "database": "#/$defs/database",
   "lease": "#/$defs/lease",
   "notify": "#/$defs/notify"
  },
  "each": null
 },
 "#/$defs/node/properties/type": {
  "title": "Node type",
  "example": "GUI",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/serviceAddresses": {
  "title": "Service addresses",
  "example": "svcip_sec1",
  "def": null,
  "keys": {},
  "each": "#/$defs/serviceAddress"
 },
 "#/$defs/node/properties/pack": {
  "title": "Pack",
  "example": "pack_sec",
  "def": null,
  "keys": {},
  "each": "#/$defs/serviceName"
 },
 "#/$defs/node/properties/variables": {
  "title": "Variables",
  "example": "var_sec",
  "def": null,
  "keys": {},
  "each": "#/$defs/variableValue"
 },
 "#/$defs/node/properties/hostname": {
  "title": "Host name",
  "example": "sec-1.example.net",
  "def": "fullHostName",
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/backupOf": {
  "title": "Backs up",
  "example": "Sec-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/sync/properties/every": {
  "title": "Time between two copies",
  "example": "5m",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/sync": {
  "title": "Synchronisation",
  "example": "{ every: \"5m\" }",
  "def": null,
  "keys": {
   "every": "#/$defs/node/properties/sync/properties/every"
  },
  "each": null
 },
 "#/$defs/node/properties/failover/properties/after": {
  "title": "Time before a takeover",
  "example": "5m",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/failover": {
  "title": "Failover",
  "example": "{ after: \"5m\" }",
  "def": null,
  "keys": {
   "after": "#/$defs/node/properties/failover/properties/after"
  },
  "each": null
 },
 "#/$defs/node/properties/ssh/properties/addresses": {
  "title": "Addresses to connect to",
  "example": "[10.0.0.21, sec-1.example.net]",
  "def": null,
  "keys": {},
  "each": "#/$defs/hostOrAddress"
 },
 "#/$defs/node/properties/ssh/properties/transport": {
  "title": "Transport",
  "example": "ssh",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/node/properties/ssh": {
  "title": "Connection to this node",
  "example": "{ port: 2222 }",
  "def": null,
  "keys": {
   "addresses": "#/$defs/node/properties/ssh/properties/addresses",
   "port": "#/$defs/port",
   "user": "#/$defs/userName",
   "identityFile": "#/$defs/identityFile",
   "transport": "#/$defs/node/properties/ssh/properties/transport"
  },
  "each": null
 },
 "#/$defs/node": {
  "title": "Node",
  "example": "{ type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, pack: pack_sec }",
  "def": "node",
  "keys": {
   "type": "#/$defs/node/properties/type",
   "maintenance": "#/$defs/nodeNetwork",
   "equipment": "#/$defs/nodeNetwork",
   "serviceAddresses": "#/$defs/node/properties/serviceAddresses",
   "pack": "#/$defs/node/properties/pack",
   "variables": "#/$defs/node/properties/variables",
   "hostname": "#/$defs/node/properties/hostname",
   "backupOf": "#/$defs/node/properties/backupOf",
   "sync": "#/$defs/node/properties/sync",
   "failover": "#/$defs/node/properties/failover",
   "fence": "#/$defs/fence",
   "ssh": "#/$defs/node/properties/ssh"
  },
  "each": null
 },
 "#/$defs/nodeNetwork/properties/address": {
  "title": "IPv4 address",
  "example": "192.0.2.22/24",
  "def": "address4",
  "keys": {},
  "each": null
 },
 "#/$defs/nodeNetwork/properties/interface": {
  "title": "Interface",
  "example": "ens224",
  "def": "interfaceName",
  "keys": {},
  "each": null
 },
 "#/$defs/nodeNetwork/properties/address6": {
  "title": "IPv6 address",
  "example": "2001:db8::22/64",
  "def": "address6",
  "keys": {},
  "each": null
 },
 "#/$defs/nodeNetwork/properties/gateway6": {
  "title": "IPv6 gateway",
  "example": "2001:db8::1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/nodeNetwork/properties/gateway": {
  "title": "IPv4 gateway",
  "example": "192.0.2.1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/nodeNetwork/properties/routes": {
  "title": "Routes",
  "example": "[{ to: 198.51.100.0/24, via: 192.0.2.254 }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/route"
 },
 "#/$defs/nodeNetwork": {
  "title": "Node on a network",
  "example": "10.0.0.21/24",
  "def": "nodeNetwork",
  "keys": {
   "address": "#/$defs/nodeNetwork/properties/address",
   "interface": "#/$defs/nodeNetwork/properties/interface",
   "address6": "#/$defs/nodeNetwork/properties/address6",
   "gateway6": "#/$defs/nodeNetwork/properties/gateway6",
   "gateway": "#/$defs/nodeNetwork/properties/gateway",
   "routes": "#/$defs/nodeNetwork/properties/routes"
  },
  "each": null
 },
 "#/$defs/fullHostName": {
  "title": "Host name",
  "example": "sec-1.example.net",
  "def": "fullHostName",
  "keys": {},
  "each": null
 },
 "#/$defs/route/properties/to": {
  "title": "Destination",
  "example": "198.51.100.0/24",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/route/properties/via": {
  "title": "Router",
  "example": "192.0.2.254",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/route/properties/metric": {
  "title": "Metric",
  "example": "100",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/route": {
  "title": "Route",
  "example": "{ to: 198.51.100.0/24, via: 192.0.2.254 }",
  "def": "route",
  "keys": {
   "to": "#/$defs/route/properties/to",
   "via": "#/$defs/route/properties/via",
   "metric": "#/$defs/route/properties/metric"
  },
  "each": null
 },
 "#/$defs/ssh/properties/knownHosts": {
  "title": "Known hosts",
  "example": "~/.ssh/known_hosts",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/ssh/properties/hostKey": {
  "title": "Unknown host keys",
  "example": "accept-new",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/ssh/properties/connectTimeout": {
  "title": "Time to connect",
  "example": "5s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/ssh/properties/commandTimeout": {
  "title": "Time for a command",
  "example": "60s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/ssh/properties/throughNeighbours": {
  "title": "Through neighbours",
  "example": "false",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/ssh": {
  "title": "SSH",
  "example": "{ user: root, port: 22, hostKey: accept-new }",
  "def": "ssh",
  "keys": {
   "user": "#/$defs/userName",
   "port": "#/$defs/port",
   "identityFile": "#/$defs/identityFile",
   "knownHosts": "#/$defs/ssh/properties/knownHosts",
   "hostKey": "#/$defs/ssh/properties/hostKey",
   "connectTimeout": "#/$defs/ssh/properties/connectTimeout",
   "commandTimeout": "#/$defs/ssh/properties/commandTimeout",
   "throughNeighbours": "#/$defs/ssh/properties/throughNeighbours"
  },
  "each": null
 },
 "#/$defs/fence/properties/agent": {
  "title": "Agent",
  "example": "fence_ipmilan",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/fence/properties/options": {
  "title": "Options of the agent",
  "example": "{ ip: 192.0.2.121, username: admin, password: { secret: IPMI_SEC1 } }",
  "def": null,
  "keys": {},
  "each": "#/$defs/fenceOption"
 },
 "#/$defs/fence/properties/timeout": {
  "title": "Time for one action",
  "example": "60s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/fence": {
  "title": "Fence agent",
  "example": "{ agent: fence_ipmilan, options: { ip: 192.0.2.121, username: admin, password: { secret: IPMI_SEC1 }, lanplus: 1 } }",
  "def": "fence",
  "keys": {
   "agent": "#/$defs/fence/properties/agent",
   "options": "#/$defs/fence/properties/options",
   "timeout": "#/$defs/fence/properties/timeout"
  },
  "each": null
 },
 "#/$defs/fenceOptionName": {
  "title": "Option name",
  "example": "ip",
  "def": "fenceOptionName",
  "keys": {},
  "each": null
 },
 "#/$defs/fenceOption/properties/secret": {
  "title": "Secret",
  "example": "IPMI_SEC1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/fenceOption": {
  "title": "Option value",
  "example": "192.0.2.121",
  "def": "fenceOption",
  "keys": {
   "secret": "#/$defs/fenceOption/properties/secret"
  },
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/type": {
  "title": "Node type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/path": {
  "title": "Path",
  "example": "/opt/rrd",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/options": {
  "title": "NFS options",
  "example": "rw,sync,no_root_squash",
  "def": "nfsOptions",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/owner": {
  "title": "Owner",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/group": {
  "title": "Group",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items/properties/mode": {
  "title": "Mode",
  "example": "0755",
  "def": "mode",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/exports/items": {
  "title": "Export rule",
  "example": "{ type: GUI, path: /opt/fmc_repository }",
  "def": null,
  "keys": {
   "type": "#/$defs/shares/properties/exports/items/properties/type",
   "path": "#/$defs/shares/properties/exports/items/properties/path",
   "options": "#/$defs/shares/properties/exports/items/properties/options",
   "owner": "#/$defs/shares/properties/exports/items/properties/owner",
   "group": "#/$defs/shares/properties/exports/items/properties/group",
   "mode": "#/$defs/shares/properties/exports/items/properties/mode"
  },
  "each": null
 },
 "#/$defs/shares/properties/exports": {
  "title": "Exports",
  "example": "[{ type: GUI, path: /opt/fmc_repository }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/shares/properties/exports/items"
 },
 "#/$defs/shares/properties/mounts/items/properties/type": {
  "title": "Node type",
  "example": "GUI",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items/properties/from": {
  "title": "Exporting type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items/properties/path": {
  "title": "Path",
  "example": "/opt/rrd",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items/properties/mountPoint": {
  "title": "Mount point",
  "example": "/opt/rrd/${NODE}",
  "def": "mountPoint",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items/properties/options": {
  "title": "NFS options",
  "example": "soft,timeo=50",
  "def": "nfsOptions",
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items/properties/mode": {
  "title": "When it is mounted",
  "example": "boot",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/mounts/items": {
  "title": "Mount rule",
  "example": "{ type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: \"/opt/rrd/${NODE}\" }",
  "def": null,
  "keys": {
   "type": "#/$defs/shares/properties/mounts/items/properties/type",
   "from": "#/$defs/shares/properties/mounts/items/properties/from",
   "path": "#/$defs/shares/properties/mounts/items/properties/path",
   "mountPoint": "#/$defs/shares/properties/mounts/items/properties/mountPoint",
   "options": "#/$defs/shares/properties/mounts/items/properties/options",
   "mode": "#/$defs/shares/properties/mounts/items/properties/mode"
  },
  "each": null
 },
 "#/$defs/shares/properties/mounts": {
  "title": "Mounts",
  "example": "[{ type: SECENGINE, from: GUI, path: /opt/fmc_repository }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/shares/properties/mounts/items"
 },
 "#/$defs/shares/properties/nfsCheck/properties/schedule": {
  "title": "Schedule",
  "example": "* * * * *",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/nfsCheck/properties/command": {
  "title": "Command",
  "example": "mount -a -t nfs,nfs4",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/shares/properties/nfsCheck": {
  "title": "NFS check",
  "example": "{ schedule: \"* * * * *\", command: \"mount -a -t nfs,nfs4\" }",
  "def": null,
  "keys": {
   "schedule": "#/$defs/shares/properties/nfsCheck/properties/schedule",
   "command": "#/$defs/shares/properties/nfsCheck/properties/command"
  },
  "each": null
 },
 "#/$defs/shares": {
  "title": "Shares",
  "example": "{ exports: [{ type: GUI, path: /opt/fmc_repository }] }",
  "def": "shares",
  "keys": {
   "exports": "#/$defs/shares/properties/exports",
   "mounts": "#/$defs/shares/properties/mounts",
   "nfsCheck": "#/$defs/shares/properties/nfsCheck"
  },
  "each": null
 },
 "#/$defs/syncRule/properties/type": {
  "title": "Node type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule/properties/path": {
  "title": "Path",
  "example": "/opt/sms/spool",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule/properties/exclude/items": {
  "title": "Pattern",
  "example": "*.tmp",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule/properties/exclude": {
  "title": "Left out",
  "example": "[parser-error, \"*.tmp\"]",
  "def": null,
  "keys": {},
  "each": "#/$defs/syncRule/properties/exclude/items"
 },
 "#/$defs/syncRule/properties/owner": {
  "title": "Owner",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule/properties/group": {
  "title": "Group",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule/properties/mode": {
  "title": "Mode",
  "example": "0755",
  "def": "mode",
  "keys": {},
  "each": null
 },
 "#/$defs/syncRule": {
  "title": "Sync rule",
  "example": "{ type: SECENGINE, path: /opt/sms/spool }",
  "def": "syncRule",
  "keys": {
   "type": "#/$defs/syncRule/properties/type",
   "path": "#/$defs/syncRule/properties/path",
   "exclude": "#/$defs/syncRule/properties/exclude",
   "owner": "#/$defs/syncRule/properties/owner",
   "group": "#/$defs/syncRule/properties/group",
   "mode": "#/$defs/syncRule/properties/mode"
  },
  "each": null
 },
 "#/$defs/serviceAddressGroup": {
  "title": "Service addresses",
  "example": "{ eth0:1: 10.0.0.111/24, eth1:1: 192.0.2.111/24 }",
  "def": "serviceAddressGroup",
  "keys": {},
  "each": "#/$defs/serviceAddress"
 },
 "#/$defs/pack/properties/services": {
  "title": "Services",
  "example": "[ubi-sms, ubi-poll]",
  "def": null,
  "keys": {},
  "each": "#/$defs/serviceName"
 },
 "#/$defs/pack/properties/configure": {
  "title": "Configure command",
  "example": "/opt/sms/configure",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/pack/properties/timeout": {
  "title": "Time to configure",
  "example": "10m",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/pack": {
  "title": "Services",
  "example": "[ubi-sms, ubi-poll]",
  "def": "pack",
  "keys": {
   "services": "#/$defs/pack/properties/services",
   "configure": "#/$defs/pack/properties/configure",
   "timeout": "#/$defs/pack/properties/timeout"
  },
  "each": "#/$defs/serviceName"
 },
 "#/$defs/variables": {
  "title": "Variables",
  "example": "{ UBI_ES_LOGINDEX_NAME: ubilogs }",
  "def": "variables",
  "keys": {},
  "each": "#/$defs/variableValue"
 },
 "#/$defs/variableValue/properties/secret": {
  "title": "Secret",
  "example": "UBI_SES_NCROOT_PASSWORD",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/variableValue": {
  "title": "Value",
  "example": "6",
  "def": "variableValue",
  "keys": {
   "secret": "#/$defs/variableValue/properties/secret"
  },
  "each": null
 },
 "#/$defs/kindName": {
  "title": "Kind",
  "example": "mount",
  "def": "kindName",
  "keys": {},
  "each": null
 },
 "#/$defs/timeOfDay": {
  "title": "Time of day",
  "example": "22:00",
  "def": "timeOfDay",
  "keys": {},
  "each": null
 },
 "#/$defs/hostName": {
  "title": "Host name",
  "example": "Sec-1",
  "def": "hostName",
  "keys": {},
  "each": null
 },
 "#/$defs/hostOrAddress": {
  "title": "Host name or address",
  "example": "10.0.0.21",
  "def": "hostOrAddress",
  "keys": {},
  "each": null
 },
 "#/$defs/typeName": {
  "title": "Node type",
  "example": "SECENGINE",
  "def": "typeName",
  "keys": {},
  "each": null
 },
 "#/$defs/groupName": {
  "title": "Group name",
  "example": "svcip_sec1",
  "def": "groupName",
  "keys": {},
  "each": null
 },
 "#/$defs/interfaceName": {
  "title": "Interface",
  "example": "eth0",
  "def": "interfaceName",
  "keys": {},
  "each": null
 },
 "#/$defs/addressLabel": {
  "title": "Interface label",
  "example": "eth0:1",
  "def": "addressLabel",
  "keys": {},
  "each": null
 },
 "#/$defs/address4": {
  "title": "IPv4 address",
  "example": "10.0.0.21/24",
  "def": "address4",
  "keys": {},
  "each": null
 },
 "#/$defs/address6": {
  "title": "IPv6 address",
  "example": "2001:db8::22/64",
  "def": "address6",
  "keys": {},
  "each": null
 },
 "#/$defs/serviceAddress": {
  "title": "Service address",
  "example": "10.0.0.111/24",
  "def": "serviceAddress",
  "keys": {},
  "each": null
 },
 "#/$defs/serviceName": {
  "title": "Service name",
  "example": "ubi-sms",
  "def": "serviceName",
  "keys": {},
  "each": null
 },
 "#/$defs/variableName": {
  "title": "Variable name",
  "example": "UBI_VSOC_NAME",
  "def": "variableName",
  "keys": {},
  "each": null
 },
 "#/$defs/path": {
  "title": "Path",
  "example": "/opt/rrd",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/mountPoint": {
  "title": "Mount point",
  "example": "/opt/rrd/${NODE}",
  "def": "mountPoint",
  "keys": {},
  "each": null
 },
 "#/$defs/nfsOptions": {
  "title": "NFS options",
  "example": "rw,sync",
  "def": "nfsOptions",
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/name": {
  "title": "Name of the check",
  "example": "web",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/nodes/items": {
  "title": "Node of the check",
  "example": "Web-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/nodes": {
  "title": "Nodes of the check",
  "example": "[Web-1]",
  "def": null,
  "keys": {},
  "each": "#/$defs/check/properties/nodes/items"
 },
 "#/$defs/check/properties/on": {
  "title": "Where it is made from",
  "example": "node",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/command": {
  "title": "Command",
  "example": "ping -c 1 -W 2 192.0.2.1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/tcp/properties/host": {
  "title": "Host",
  "example": "192.0.2.1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/tcp/properties/port": {
  "title": "TCP port",
  "example": "5200",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/tcp": {
  "title": "TCP probe",
  "example": "{ port: 5200 }",
  "def": null,
  "keys": {
   "host": "#/$defs/check/properties/tcp/properties/host",
   "port": "#/$defs/check/properties/tcp/properties/port"
  },
  "each": null
 },
 "#/$defs/check/properties/udp/properties/port": {
  "title": "UDP port",
  "example": "514",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/udp": {
  "title": "UDP probe",
  "example": "{ port: 514 }",
  "def": null,
  "keys": {
   "port": "#/$defs/check/properties/udp/properties/port"
  },
  "each": null
 },
 "#/$defs/check/properties/process": {
  "title": "Process",
  "example": "smsd",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/http/properties/url": {
  "title": "URL",
  "example": "http://${HOST}:8080/",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/http/properties/status/items": {
  "title": "Status",
  "example": "200",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/http/properties/status": {
  "title": "Wanted statuses",
  "example": "[200, 401]",
  "def": null,
  "keys": {},
  "each": "#/$defs/check/properties/http/properties/status/items"
 },
 "#/$defs/check/properties/http/properties/contains": {
  "title": "Wanted text",
  "example": "OK",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/http/properties/verifyCertificate": {
  "title": "Certificate verified",
  "example": "false",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/http": {
  "title": "HTTP probe",
  "example": "{ url: \"http://${HOST}:8080/\" }",
  "def": null,
  "keys": {
   "url": "#/$defs/check/properties/http/properties/url",
   "status": "#/$defs/check/properties/http/properties/status",
   "contains": "#/$defs/check/properties/http/properties/contains",
   "verifyCertificate": "#/$defs/check/properties/http/properties/verifyCertificate"
  },
  "each": null
 },
 "#/$defs/check/properties/timeout": {
  "title": "Time for one try",
  "example": "10s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/check/properties/retries": {
  "title": "Further tries",
  "example": "2",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/check": {
  "title": "Check",
  "example": "{ name: web, http: { url: \"http://${HOST}:8080/\" } }",
  "def": "check",
  "keys": {
   "name": "#/$defs/check/properties/name",
   "nodes": "#/$defs/check/properties/nodes",
   "on": "#/$defs/check/properties/on",
   "command": "#/$defs/check/properties/command",
   "tcp": "#/$defs/check/properties/tcp",
   "udp": "#/$defs/check/properties/udp",
   "process": "#/$defs/check/properties/process",
   "http": "#/$defs/check/properties/http",
   "timeout": "#/$defs/check/properties/timeout",
   "retries": "#/$defs/check/properties/retries"
  },
  "each": null
 },
 "#/$defs/duration": {
  "title": "Time",
  "example": "300ms",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/userName": {
  "title": "User",
  "example": "root",
  "def": "userName",
  "keys": {},
  "each": null
 },
 "#/$defs/port": {
  "title": "Port",
  "example": "22",
  "def": "port",
  "keys": {},
  "each": null
 },
 "#/$defs/identityFile/items": {
  "title": "Private key",
  "example": "~/.ssh/id_ed25519",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/identityFile": {
  "title": "Private key",
  "example": "~/.ssh/id_ed25519",
  "def": "identityFile",
  "keys": {},
  "each": "#/$defs/identityFile/items"
 },
 "#/$defs/database/properties/node": {
  "title": "Node",
  "example": "Web-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/follows": {
  "title": "Where it runs",
  "example": "pair",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/name": {
  "title": "Database name",
  "example": "POSTGRESQL",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/schema": {
  "title": "Schema",
  "example": "redone",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/user": {
  "title": "Database user",
  "example": "postgres",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/runAs": {
  "title": "System user",
  "example": "postgres",
  "def": "userName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/host": {
  "title": "Server",
  "example": "/var/run/postgresql",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/port": {
  "title": "Port",
  "example": "5432",
  "def": "port",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/psql": {
  "title": "psql",
  "example": "/usr/pgsql-9.2/bin/psql",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/service": {
  "title": "Its service",
  "example": "postgresql",
  "def": "serviceName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/via": {
  "title": "How rows are changed",
  "example": "sql",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/scripts/properties/setNode": {
  "title": "Register an active node",
  "example": "/opt/base/tools/SetMsaNodeInDb.sh",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/scripts/properties/setRepNode": {
  "title": "Register a standby",
  "example": "/opt/base/tools/SetRepNodeInDb.sh",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/scripts": {
  "title": "Vendor's scripts",
  "example": "{ setNode: /opt/base/tools/SetMsaNodeInDb.sh }",
  "def": null,
  "keys": {
   "setNode": "#/$defs/database/properties/scripts/properties/setNode",
   "setRepNode": "#/$defs/database/properties/scripts/properties/setRepNode"
  },
  "each": null
 },
 "#/$defs/database/properties/types": {
  "title": "Registered types",
  "example": "[SECENGINE]",
  "def": null,
  "keys": {},
  "each": "#/$defs/typeName"
 },
 "#/$defs/database/properties/address": {
  "title": "Registered address",
  "example": "maintenance",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/varsFrom": {
  "title": "Variables of the node",
  "example": "[UBI_VSOC_NAME]",
  "def": null,
  "keys": {},
  "each": "#/$defs/variableName"
 },
 "#/$defs/database/properties/mapping/properties/nodes/properties/table": {
  "title": "Table",
  "example": "dmsa_node",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/nodes/properties/id": {
  "title": "Number",
  "example": "node_id",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/nodes/properties/name": {
  "title": "Name",
  "example": "name",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/nodes/properties/ip": {
  "title": "Address",
  "example": "ip",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/nodes/properties/standby": {
  "title": "Standby",
  "example": "repnode_id",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/nodes": {
  "title": "Active nodes",
  "example": "{ table: dmsa_node, id: node_id, name: name, ip: ip, standby: repnode_id }",
  "def": null,
  "keys": {
   "table": "#/$defs/database/properties/mapping/properties/nodes/properties/table",
   "id": "#/$defs/database/properties/mapping/properties/nodes/properties/id",
   "name": "#/$defs/database/properties/mapping/properties/nodes/properties/name",
   "ip": "#/$defs/database/properties/mapping/properties/nodes/properties/ip",
   "standby": "#/$defs/database/properties/mapping/properties/nodes/properties/standby"
  },
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys/properties/table": {
  "title": "Table",
  "example": "dmsa_rep_node",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys/properties/id": {
  "title": "Number",
  "example": "repnode_id",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys/properties/name": {
  "title": "Name",
  "example": "name",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys/properties/ip": {
  "title": "Address",
  "example": "ip",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys/properties/status": {
  "title": "Status",
  "example": "status",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/standbys": {
  "title": "Standbys",
  "example": "{ table: dmsa_rep_node, id: repnode_id, name: name, ip: ip, status: status }",
  "def": null,
  "keys": {
   "table": "#/$defs/database/properties/mapping/properties/standbys/properties/table",
   "id": "#/$defs/database/properties/mapping/properties/standbys/properties/id",
   "name": "#/$defs/database/properties/mapping/properties/standbys/properties/name",
   "ip": "#/$defs/database/properties/mapping/properties/standbys/properties/ip",
   "status": "#/$defs/database/properties/mapping/properties/standbys/properties/status"
  },
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/customers/properties/table": {
  "title": "Table",
  "example": "customer",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/customers/properties/node": {
  "title": "Node",
  "example": "node_id",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/customers": {
  "title": "Customers",
  "example": "{ table: customer, node: node_id }",
  "def": null,
  "keys": {
   "table": "#/$defs/database/properties/mapping/properties/customers/properties/table",
   "node": "#/$defs/database/properties/mapping/properties/customers/properties/node"
  },
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/operators/properties/table": {
  "title": "Table",
  "example": "operator",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/operators/properties/node": {
  "title": "Node",
  "example": "node_id",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/operators": {
  "title": "Operators",
  "example": "{ table: operator, node: node_id }",
  "def": null,
  "keys": {
   "table": "#/$defs/database/properties/mapping/properties/operators/properties/table",
   "node": "#/$defs/database/properties/mapping/properties/operators/properties/node"
  },
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/vars/properties/table": {
  "title": "Table",
  "example": "msa_vars",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/vars/properties/name": {
  "title": "Name",
  "example": "var_name",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/vars/properties/value": {
  "title": "Value",
  "example": "var_value",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/vars/properties/updated": {
  "title": "Last update",
  "example": "var_lastupdated",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/database/properties/mapping/properties/vars": {
  "title": "Variables",
  "example": "{ table: msa_vars, name: var_name, value: var_value, updated: var_lastupdated }",
  "def": null,
  "keys": {
   "table": "#/$defs/database/properties/mapping/properties/vars/properties/table",
   "name": "#/$defs/database/properties/mapping/properties/vars/properties/name",
   "value": "#/$defs/database/properties/mapping/properties/vars/properties/value",
   "updated": "#/$defs/database/properties/mapping/properties/vars/properties/updated"
  },
  "each": null
 },
 "#/$defs/database/properties/mapping": {
  "title": "Tables and columns",
  "example": "{ nodes: { table: dmsa_node, ip: node_ip } }",
  "def": null,
  "keys": {
   "nodes": "#/$defs/database/properties/mapping/properties/nodes",
   "standbys": "#/$defs/database/properties/mapping/properties/standbys",
   "customers": "#/$defs/database/properties/mapping/properties/customers",
   "operators": "#/$defs/database/properties/mapping/properties/operators",
   "vars": "#/$defs/database/properties/mapping/properties/vars"
  },
  "each": null
 },
 "#/$defs/database": {
  "title": "Database",
  "example": "{ node: Web-1, service: postgresql, vars: { UBI_ES_LOGINDEX_NAME: ubilogs } }",
  "def": "database",
  "keys": {
   "node": "#/$defs/database/properties/node",
   "follows": "#/$defs/database/properties/follows",
   "name": "#/$defs/database/properties/name",
   "schema": "#/$defs/database/properties/schema",
   "user": "#/$defs/database/properties/user",
   "runAs": "#/$defs/database/properties/runAs",
   "host": "#/$defs/database/properties/host",
   "port": "#/$defs/database/properties/port",
   "psql": "#/$defs/database/properties/psql",
   "service": "#/$defs/database/properties/service",
   "via": "#/$defs/database/properties/via",
   "scripts": "#/$defs/database/properties/scripts",
   "types": "#/$defs/database/properties/types",
   "address": "#/$defs/database/properties/address",
   "vars": "#/$defs/variables",
   "varsFrom": "#/$defs/database/properties/varsFrom",
   "mapping": "#/$defs/database/properties/mapping"
  },
  "each": null
 },
 "#/$defs/lease/properties/type": {
  "title": "Arbiter",
  "example": "etcd",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/hosts/items": {
  "title": "Server",
  "example": "10.0.0.11:5432",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/hosts": {
  "title": "Servers",
  "example": "[10.0.0.5:2379, 10.0.0.6:2379, 10.0.0.7:2379]",
  "def": null,
  "keys": {},
  "each": "#/$defs/lease/properties/hosts/items"
 },
 "#/$defs/lease/properties/database": {
  "title": "Database",
  "example": "arbiter",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/user": {
  "title": "User",
  "example": "dmsa",
  "def": "databaseName",
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/password/properties/secret": {
  "title": "Secret",
  "example": "ARBITER_PASSWORD",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/password": {
  "title": "Password",
  "example": "{ secret: ARBITER_PASSWORD }",
  "def": null,
  "keys": {
   "secret": "#/$defs/lease/properties/password/properties/secret"
  },
  "each": null
 },
 "#/$defs/lease/properties/tls/properties/ca": {
  "title": "CA",
  "example": "arbiter-ca.pem",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/tls/properties/certificate": {
  "title": "Certificate",
  "example": "/etc/dmsa/arbiter.pem",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/tls/properties/key": {
  "title": "Key",
  "example": "/etc/dmsa/arbiter.key",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/tls": {
  "title": "TLS",
  "example": "{ ca: arbiter-ca.pem }",
  "def": null,
  "keys": {
   "ca": "#/$defs/lease/properties/tls/properties/ca",
   "certificate": "#/$defs/lease/properties/tls/properties/certificate",
   "key": "#/$defs/lease/properties/tls/properties/key"
  },
  "each": null
 },
 "#/$defs/lease/properties/ttl": {
  "title": "Time to live",
  "example": "15s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/margin": {
  "title": "Margin",
  "example": "5s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/watchdog": {
  "title": "Watchdog",
  "example": "/dev/watchdog",
  "def": "path",
  "keys": {},
  "each": null
 },
 "#/$defs/lease/properties/sysrq": {
  "title": "Reset",
  "example": "true",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/lease": {
  "title": "Lease",
  "example": "{ type: etcd, hosts: [10.0.0.5:2379, 10.0.0.6:2379, 10.0.0.7:2379], user: dmsa, password: { secret: ARBITER_PASSWORD }, tls: { ca: arbiter-ca.pem }, sysrq: true }",
  "def": "lease",
  "keys": {
   "type": "#/$defs/lease/properties/type",
   "hosts": "#/$defs/lease/properties/hosts",
   "database": "#/$defs/lease/properties/database",
   "user": "#/$defs/lease/properties/user",
   "password": "#/$defs/lease/properties/password",
   "tls": "#/$defs/lease/properties/tls",
   "ttl": "#/$defs/lease/properties/ttl",
   "margin": "#/$defs/lease/properties/margin",
   "watchdog": "#/$defs/lease/properties/watchdog",
   "sysrq": "#/$defs/lease/properties/sysrq"
  },
  "each": null
 },
 "#/$defs/notifySeverity": {
  "title": "Severity",
  "example": "warning",
  "def": "notifySeverity",
  "keys": {},
  "each": null
 },
 "#/$defs/mailAddress": {
  "title": "Mail address",
  "example": "ops@example.com",
  "def": "mailAddress",
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/webhooks": {
  "title": "Webhooks",
  "example": "[{ name: chat, url: \"https://chat.example.com/hooks/dmsa\", secret: { secret: CHAT_HOOK } }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notifyWebhook"
 },
 "#/$defs/notify/properties/rules/items/properties/events/items": {
  "title": "Event",
  "example": "repair",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/rules/items/properties/events": {
  "title": "Events",
  "example": "[repair, copy]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notify/properties/rules/items/properties/events/items"
 },
 "#/$defs/notify/properties/rules/items/properties/codes/items": {
  "title": "Code",
  "example": "by-hand",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/rules/items/properties/codes": {
  "title": "Codes",
  "example": "[by-hand, told]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notify/properties/rules/items/properties/codes/items"
 },
 "#/$defs/notify/properties/rules/items/properties/pairs/items": {
  "title": "Active",
  "example": "Sec-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/rules/items/properties/pairs": {
  "title": "Pairs",
  "example": "[Sec-1]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notify/properties/rules/items/properties/pairs/items"
 },
 "#/$defs/notify/properties/rules/items/properties/nodes/items": {
  "title": "Node",
  "example": "Web-1",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/rules/items/properties/nodes": {
  "title": "Nodes",
  "example": "[Web-1]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notify/properties/rules/items/properties/nodes/items"
 },
 "#/$defs/notify/properties/rules/items/properties/severity": {
  "title": "Severity",
  "example": "info",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/rules/items": {
  "title": "Rule",
  "example": "{ events: [copy], severity: alarm }",
  "def": null,
  "keys": {
   "events": "#/$defs/notify/properties/rules/items/properties/events",
   "codes": "#/$defs/notify/properties/rules/items/properties/codes",
   "pairs": "#/$defs/notify/properties/rules/items/properties/pairs",
   "nodes": "#/$defs/notify/properties/rules/items/properties/nodes",
   "severity": "#/$defs/notify/properties/rules/items/properties/severity"
  },
  "each": null
 },
 "#/$defs/notify/properties/rules": {
  "title": "Rules",
  "example": "[{ events: [copy], severity: alarm }]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notify/properties/rules/items"
 },
 "#/$defs/notify/properties/digest/properties/messages": {
  "title": "Messages",
  "example": "5",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/digest/properties/within": {
  "title": "Within",
  "example": "1m",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/digest": {
  "title": "Digest",
  "example": "{ messages: 5, within: \"1m\" }",
  "def": null,
  "keys": {
   "messages": "#/$defs/notify/properties/digest/properties/messages",
   "within": "#/$defs/notify/properties/digest/properties/within"
  },
  "each": null
 },
 "#/$defs/notify/properties/outbox/properties/directory": {
  "title": "Directory",
  "example": "/var/lib/dmsa/outbox",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/outbox/properties/messages": {
  "title": "Messages",
  "example": "1000",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/outbox/properties/age": {
  "title": "Age",
  "example": "168h",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/notify/properties/outbox": {
  "title": "Outbox",
  "example": "{ directory: /var/lib/dmsa/outbox, messages: 1000, age: \"168h\" }",
  "def": null,
  "keys": {
   "directory": "#/$defs/notify/properties/outbox/properties/directory",
   "messages": "#/$defs/notify/properties/outbox/properties/messages",
   "age": "#/$defs/notify/properties/outbox/properties/age"
  },
  "each": null
 },
 "#/$defs/notify": {
  "title": "Notifications",
  "example": "{ mail: { server: \"mail.example.com:587\", user: dmsa, password: { secret: MAIL }, from: \"dmsa@example.com\" }, elasticsearch: { hosts: [\"http://10.0.0.5:9200\"] } }",
  "def": "notify",
  "keys": {
   "mail": "#/$defs/notifyMail",
   "elasticsearch": "#/$defs/notifyElasticsearch",
   "webhooks": "#/$defs/notify/properties/webhooks",
   "rules": "#/$defs/notify/properties/rules",
   "digest": "#/$defs/notify/properties/digest",
   "outbox": "#/$defs/notify/properties/outbox"
  },
  "each": null
 },
 "#/$defs/notifyMail/properties/server": {
  "title": "Server",
  "example": "mail.example.com:587",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/tls": {
  "title": "TLS",
  "example": "starttls",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/ca": {
  "title": "CA",
  "example": "mail-ca.pem",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/user": {
  "title": "User",
  "example": "dmsa",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/password/properties/secret": {
  "title": "Secret",
  "example": "MAIL",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/password": {
  "title": "Password",
  "example": "{ secret: MAIL }",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyMail/properties/password/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyMail/properties/from": {
  "title": "From",
  "example": "dmsa@example.com",
  "def": "mailAddress",
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail/properties/to": {
  "title": "To",
  "example": "[\"ops@example.com\"]",
  "def": null,
  "keys": {},
  "each": "#/$defs/mailAddress"
 },
 "#/$defs/notifyMail/properties/timeout": {
  "title": "Time limit",
  "example": "20s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/notifyMail": {
  "title": "Mail",
  "example": "{ server: \"mail.example.com:587\", user: dmsa, password: { secret: MAIL }, from: \"dmsa@example.com\" }",
  "def": "notifyMail",
  "keys": {
   "server": "#/$defs/notifyMail/properties/server",
   "tls": "#/$defs/notifyMail/properties/tls",
   "ca": "#/$defs/notifyMail/properties/ca",
   "user": "#/$defs/notifyMail/properties/user",
   "password": "#/$defs/notifyMail/properties/password",
   "from": "#/$defs/notifyMail/properties/from",
   "to": "#/$defs/notifyMail/properties/to",
   "severity": "#/$defs/notifySeverity",
   "timeout": "#/$defs/notifyMail/properties/timeout"
  },
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/hosts/items": {
  "title": "Server",
  "example": "https://10.0.0.5:9200",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/hosts": {
  "title": "Servers",
  "example": "[\"https://10.0.0.5:9200\", \"https://10.0.0.6:9200\"]",
  "def": null,
  "keys": {},
  "each": "#/$defs/notifyElasticsearch/properties/hosts/items"
 },
 "#/$defs/notifyElasticsearch/properties/index": {
  "title": "Index",
  "example": "ubilogs",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/version": {
  "title": "Version",
  "example": "7",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/type": {
  "title": "Type",
  "example": "doc",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/user": {
  "title": "User",
  "example": "dmsa",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/password/properties/secret": {
  "title": "Secret",
  "example": "ELASTIC",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/password": {
  "title": "Password",
  "example": "{ secret: ELASTIC }",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyElasticsearch/properties/password/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/apiKey/properties/secret": {
  "title": "Secret",
  "example": "ELASTIC_KEY",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/apiKey": {
  "title": "API key",
  "example": "{ secret: ELASTIC_KEY }",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyElasticsearch/properties/apiKey/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/ca": {
  "title": "CA",
  "example": "mail-ca.pem",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch/properties/timeout": {
  "title": "Time limit",
  "example": "20s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/notifyElasticsearch": {
  "title": "Elasticsearch",
  "example": "{ hosts: [\"https://10.0.0.5:9200\"], user: dmsa, password: { secret: ELASTIC }, ca: elastic-ca.pem }",
  "def": "notifyElasticsearch",
  "keys": {
   "hosts": "#/$defs/notifyElasticsearch/properties/hosts",
   "index": "#/$defs/notifyElasticsearch/properties/index",
   "version": "#/$defs/notifyElasticsearch/properties/version",
   "type": "#/$defs/notifyElasticsearch/properties/type",
   "user": "#/$defs/notifyElasticsearch/properties/user",
   "password": "#/$defs/notifyElasticsearch/properties/password",
   "apiKey": "#/$defs/notifyElasticsearch/properties/apiKey",
   "ca": "#/$defs/notifyElasticsearch/properties/ca",
   "severity": "#/$defs/notifySeverity",
   "timeout": "#/$defs/notifyElasticsearch/properties/timeout"
  },
  "each": null
 },
 "#/$defs/notifyWebhook/properties/name": {
  "title": "Name",
  "example": "chat",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook/properties/url/properties/secret": {
  "title": "Secret",
  "example": "CHAT_URL",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook/properties/url": {
  "title": "URL",
  "example": "https://chat.example.com/hooks/dmsa",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyWebhook/properties/url/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyWebhook/properties/secret/properties/secret": {
  "title": "Secret",
  "example": "CHAT_HOOK",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook/properties/secret": {
  "title": "Signing secret",
  "example": "{ secret: CHAT_HOOK }",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyWebhook/properties/secret/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyWebhook/properties/headers/additionalProperties/properties/secret": {
  "title": "Secret",
  "example": "CHAT_TOKEN",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook/properties/headers/additionalProperties": {
  "title": "Value",
  "example": "dmsa",
  "def": null,
  "keys": {
   "secret": "#/$defs/notifyWebhook/properties/headers/additionalProperties/properties/secret"
  },
  "each": null
 },
 "#/$defs/notifyWebhook/properties/headers": {
  "title": "Headers",
  "example": "{ Authorization: { secret: CHAT_TOKEN } }",
  "def": null,
  "keys": {},
  "each": "#/$defs/notifyWebhook/properties/headers/additionalProperties"
 },
 "#/$defs/notifyWebhook/properties/ca": {
  "title": "CA",
  "example": "mail-ca.pem",
  "def": null,
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook/properties/timeout": {
  "title": "Time limit",
  "example": "20s",
  "def": "duration",
  "keys": {},
  "each": null
 },
 "#/$defs/notifyWebhook": {
  "title": "Webhook",
  "example": "{ name: chat, url: \"https://chat.example.com/hooks/dmsa\", secret: { secret: CHAT_HOOK } }",
  "def": "notifyWebhook",
  "keys": {
   "name": "#/$defs/notifyWebhook/properties/name",
   "url": "#/$defs/notifyWebhook/properties/url",
   "secret": "#/$defs/notifyWebhook/properties/secret",
   "headers": "#/$defs/notifyWebhook/properties/headers",
   "ca": "#/$defs/notifyWebhook/properties/ca",
   "severity": "#/$defs/notifySeverity",
   "timeout": "#/$defs/notifyWebhook/properties/timeout"
  },
  "each": null
 },
 "#/$defs/ownerName": {
  "title": "Owner",
  "example": "ncuser",
  "def": "ownerName",
  "keys": {},
  "each": null
 },
 "#/$defs/mode": {
  "title": "Mode",
  "example": "0755",
  "def": "mode",
  "keys": {},
  "each": null
 },
 "#/$defs/databaseName": {
  "title": "Database name",
  "example": "redone",
  "def": "databaseName",
  "keys": {},
  "each": null
 }
};

export const secretsSchemaInfo: Readonly<Record<string, SchemaInfo>> = {
 "#/properties/rootPasswords": {
  "title": "Root passwords",
  "example": "{ Sec-1: \"…\" }",
  "def": null,
  "keys": {},
  "each": "#/$defs/secret"
 },
 "#/properties/variables": {
  "title": "Secret variables",
  "example": "{ UBI_SES_NCROOT_PASSWORD: \"…\" }",
  "def": null,
  "keys": {},
  "each": "#/$defs/secret"
 },
 "#": {
  "title": "Secrets file",
  "example": null,
  "def": null,
  "keys": {
   "rootPasswords": "#/properties/rootPasswords",
   "variables": "#/properties/variables"
  },
  "each": null
 },
 "#/$defs/secret": {
  "title": "Secret",
  "example": "…",
  "def": "secret",
  "keys": {},
  "each": null
 }
};
