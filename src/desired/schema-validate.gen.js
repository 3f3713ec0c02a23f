// Generated from schema/ by scripts/gen-types.ts; do not edit.
"use strict";
export const validateClusterFile = validate52;
const schema19 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/cluster.schema.json","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"dmsa/v1"},"kind":{"type":"string","const":"Cluster"},"metadata":{"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}}},"spec":{"$ref":"#/$defs/spec"}},"$defs":{"spec":{"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}},"directories":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"path":{"$ref":"#/$defs/path"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"packages":{"type":"array","maxItems":200,"items":{"type":["string","object"],"pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"},"version":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"},"type":{"$ref":"#/$defs/typeName"}}}},"database":{"$ref":"#/$defs/database"}}},"node":{"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}},"nodeNetwork":{"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"user":{"$ref":"#/$defs/userName"},"port":{"$ref":"#/$defs/port"},"identityFile":{"$ref":"#/$defs/identityFile"},"knownHosts":{"type":"string"},"hostKey":{"type":"string","enum":["accept-new","strict"]},"connectTimeout":{"$ref":"#/$defs/duration"},"commandTimeout":{"$ref":"#/$defs/duration"}}},"shares":{"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}},"syncRule":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}},"serviceAddressGroup":{"type":"object","propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["array","object"],"items":{"$ref":"#/$defs/serviceName"},"additionalProperties":false,"required":["services"],"properties":{"services":{"type":"array","items":{"$ref":"#/$defs/serviceName"}},"configure":{"type":"string","pattern":"\\S"},"timeout":{"$ref":"#/$defs/duration"}}},"variables":{"type":"object","propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"variableValue":{"type":["string","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"hostName":{"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"},"hostOrAddress":{"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"},"typeName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"groupName":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},"interfaceName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]{0,14}$"},"addressLabel":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$"},"address4":{"type":"string","pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"},"address6":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceAddress":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceName":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"},"variableName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"path":{"type":"string","pattern":"^/[A-Za-z0-9_.+@%/-]*$"},"mountPoint":{"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"},"nfsOptions":{"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"},"duration":{"type":"string","pattern":"^[1-9][0-9]*(ms|s|m|h)$"},"userName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"},"port":{"type":"integer","minimum":1,"maximum":65535},"identityFile":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"database":{"type":"object","additionalProperties":false,"properties":{"node":{"type":"string"},"follows":{"type":"string","enum":["pair","node"]},"name":{"$ref":"#/$defs/databaseName"},"schema":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"runAs":{"$ref":"#/$defs/userName"},"host":{"type":"string","pattern":"^[A-Za-z0-9_.:/-]+$"},"port":{"$ref":"#/$defs/port"},"psql":{"$ref":"#/$defs/path"},"service":{"$ref":"#/$defs/serviceName"},"via":{"type":"string","enum":["sql","scripts"]},"scripts":{"type":"object","additionalProperties":false,"properties":{"setNode":{"$ref":"#/$defs/path"},"setRepNode":{"$ref":"#/$defs/path"}}},"types":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"address":{"type":"string","enum":["maintenance","equipment"]},"vars":{"$ref":"#/$defs/variables"},"varsFrom":{"type":"array","items":{"$ref":"#/$defs/variableName"}},"mapping":{"type":"object","additionalProperties":false,"properties":{"nodes":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"standby":{"$ref":"#/$defs/databaseName"}}},"standbys":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"status":{"$ref":"#/$defs/databaseName"}}},"customers":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"operators":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"vars":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"value":{"$ref":"#/$defs/databaseName"},"updated":{"$ref":"#/$defs/databaseName"}}}}}}},"ownerName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"},"mode":{"type":"string","pattern":"^[0-7]{3,4}$"},"databaseName":{"type":"string","pattern":"^[^\\u0000-\\u001f\\u007f]{1,63}$"}}};
const pattern3 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "u");
const schema20 = {"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}},"directories":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"nodes":{"type":"array","minItems":1,"items":{"type":"string"}},"path":{"$ref":"#/$defs/path"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"packages":{"type":"array","maxItems":200,"items":{"type":["string","object"],"pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"},"version":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"},"type":{"$ref":"#/$defs/typeName"}}}},"database":{"$ref":"#/$defs/database"}}};
const func1 = Object.prototype.hasOwnProperty;
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

const schema22 = {"type":"object","additionalProperties":false,"properties":{"user":{"$ref":"#/$defs/userName"},"port":{"$ref":"#/$defs/port"},"identityFile":{"$ref":"#/$defs/identityFile"},"knownHosts":{"type":"string"},"hostKey":{"type":"string","enum":["accept-new","strict"]},"connectTimeout":{"$ref":"#/$defs/duration"},"commandTimeout":{"$ref":"#/$defs/duration"}}};
const schema23 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"};
const pattern5 = new RegExp("^[A-Za-z_][A-Za-z0-9_.-]{0,31}$", "u");

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
if(!pattern5.test(data)){
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
const pattern6 = new RegExp("^[1-9][0-9]*(ms|s|m|h)$", "u");

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
if(!pattern6.test(data)){
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
if(!(((((((key0 === "user") || (key0 === "port")) || (key0 === "identityFile")) || (key0 === "knownHosts")) || (key0 === "hostKey")) || (key0 === "connectTimeout")) || (key0 === "commandTimeout"))){
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
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate56.errors = vErrors;
return errors === 0;
}
validate56.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema27 = {"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]{0,14}$"};
const pattern7 = new RegExp("^[A-Za-z][A-Za-z0-9_.-]{0,14}$", "u");

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
if(!pattern7.test(data)){
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
const pattern8 = new RegExp("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "u");

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
if(!pattern8.test(data)){
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
const pattern9 = new RegExp("^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$", "u");

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
if(!pattern9.test(data)){
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
const pattern10 = new RegExp("^[0-9A-Fa-f:.]+/[0-9]{1,3}$", "u");

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
if(!pattern10.test(data)){
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
const pattern11 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_.@:-]*$", "u");

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
if(!pattern11.test(data)){
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

const pattern12 = new RegExp("\\S", "u");

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
if(!pattern12.test(data3)){
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
const pattern13 = new RegExp("^/[A-Za-z0-9_.+@%/-]*$", "u");

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
if(!pattern13.test(data)){
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
const pattern14 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");

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
if(!pattern14.test(data)){
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
const pattern15 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$", "u");

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
if(!pattern15.test(data)){
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

const schema39 = {"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}};
const schema40 = {"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"}}};
const pattern16 = new RegExp("^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$", "u");
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
if(!pattern16.test(data)){
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
if(!pattern10.test(data)){
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
if(!pattern16.test(data)){
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
if(!((((key0 === "address") || (key0 === "interface")) || (key0 === "address6")) || (key0 === "gateway6"))){
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
}
validate100.errors = vErrors;
return errors === 0;
}
validate100.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema43 = {"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"};
const pattern19 = new RegExp("^[A-Za-z0-9:][A-Za-z0-9.:_-]*$", "u");

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
if(!pattern19.test(data)){
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
validate115.errors = vErrors;
return errors === 0;
}
validate115.evaluated = {"dynamicProps":false,"dynamicItems":false};


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
let data10 = data.sync;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(data10.every === undefined){
const err8 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/required",keyword:"required",params:{missingProperty: "every"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key5 in data10){
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
if(data10.every !== undefined){
if(!(validate63(data10.every, {instancePath:instancePath+"/sync/every",parentData:data10,parentDataProperty:"every",rootData,dynamicAnchors}))){
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
let data12 = data.failover;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.after === undefined){
const err11 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "after"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key6 in data12){
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
if(data12.after !== undefined){
if(!(validate63(data12.after, {instancePath:instancePath+"/failover/after",parentData:data12,parentDataProperty:"after",rootData,dynamicAnchors}))){
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
if(data.ssh !== undefined){
let data14 = data.ssh;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key7 in data14){
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
if(data14.addresses !== undefined){
let data15 = data14.addresses;
if(Array.isArray(data15)){
if(data15.length < 1){
const err15 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len1 = data15.length;
for(let i1=0; i1<len1; i1++){
if(!(validate115(data15[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data15,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate115.errors : vErrors.concat(validate115.errors);
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
if(data14.port !== undefined){
if(!(validate59(data14.port, {instancePath:instancePath+"/ssh/port",parentData:data14,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data14.user !== undefined){
if(!(validate57(data14.user, {instancePath:instancePath+"/ssh/user",parentData:data14,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data14.identityFile !== undefined){
if(!(validate61(data14.identityFile, {instancePath:instancePath+"/ssh/identityFile",parentData:data14,parentDataProperty:"identityFile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
if(data14.transport !== undefined){
let data20 = data14.transport;
if(typeof data20 !== "string"){
const err17 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!((data20 === "ssh") || (data20 === "local"))){
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

const schema44 = {"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}};
const schema45 = {"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"};
const pattern20 = new RegExp("^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$", "u");

function validate124(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate124.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern20.test(data)){
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
validate124.errors = vErrors;
return errors === 0;
}
validate124.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema46 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"};

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
if(!pattern5.test(data)){
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
validate126.errors = vErrors;
return errors === 0;
}
validate126.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema47 = {"type":"string","pattern":"^[0-7]{3,4}$"};
const pattern22 = new RegExp("^[0-7]{3,4}$", "u");

function validate129(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate129.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern22.test(data)){
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
validate129.errors = vErrors;
return errors === 0;
}
validate129.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema48 = {"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"};
const pattern23 = new RegExp("^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$", "u");

function validate134(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate134.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern23.test(data)){
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
validate134.errors = vErrors;
return errors === 0;
}
validate134.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate121(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate121.evaluated;
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
if(!(validate124(data1.options, {instancePath:instancePath+"/exports/" + i0+"/options",parentData:data1,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate124.errors : vErrors.concat(validate124.errors);
errors = vErrors.length;
}
}
if(data1.owner !== undefined){
if(!(validate126(data1.owner, {instancePath:instancePath+"/exports/" + i0+"/owner",parentData:data1,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data1.group !== undefined){
if(!(validate126(data1.group, {instancePath:instancePath+"/exports/" + i0+"/group",parentData:data1,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data1.mode !== undefined){
if(!(validate129(data1.mode, {instancePath:instancePath+"/exports/" + i0+"/mode",parentData:data1,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate129.errors : vErrors.concat(validate129.errors);
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
if(!(validate134(data9.mountPoint, {instancePath:instancePath+"/mounts/" + i1+"/mountPoint",parentData:data9,parentDataProperty:"mountPoint",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate134.errors : vErrors.concat(validate134.errors);
errors = vErrors.length;
}
}
if(data9.options !== undefined){
if(!(validate124(data9.options, {instancePath:instancePath+"/mounts/" + i1+"/options",parentData:data9,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate124.errors : vErrors.concat(validate124.errors);
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
const err13 = {instancePath:instancePath+"/mounts/" + i1+"/mode",schemaPath:"#/properties/mounts/items/properties/mode/enum",keyword:"enum",params:{allowedValues: schema44.properties.mounts.items.properties.mode.enum}};
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
const err16 = {instancePath:instancePath+"/nfsCheck",schemaPath:"#/properties/nfsCheck/type",keyword:"type",params:{type: schema44.properties.nfsCheck.type}};
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
validate121.errors = vErrors;
return errors === 0;
}
validate121.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema49 = {"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}},"owner":{"$ref":"#/$defs/ownerName"},"group":{"$ref":"#/$defs/ownerName"},"mode":{"$ref":"#/$defs/mode"}}};
const pattern24 = new RegExp("^[^;]+$", "u");

function validate138(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate138.evaluated;
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
if(!pattern24.test(data3)){
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
if(!(validate126(data.owner, {instancePath:instancePath+"/owner",parentData:data,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data.group !== undefined){
if(!(validate126(data.group, {instancePath:instancePath+"/group",parentData:data,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data.mode !== undefined){
if(!(validate129(data.mode, {instancePath:instancePath+"/mode",parentData:data,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate129.errors : vErrors.concat(validate129.errors);
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
validate138.errors = vErrors;
return errors === 0;
}
validate138.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema50 = {"type":"object","additionalProperties":false,"properties":{"node":{"type":"string"},"follows":{"type":"string","enum":["pair","node"]},"name":{"$ref":"#/$defs/databaseName"},"schema":{"$ref":"#/$defs/databaseName"},"user":{"$ref":"#/$defs/databaseName"},"runAs":{"$ref":"#/$defs/userName"},"host":{"type":"string","pattern":"^[A-Za-z0-9_.:/-]+$"},"port":{"$ref":"#/$defs/port"},"psql":{"$ref":"#/$defs/path"},"service":{"$ref":"#/$defs/serviceName"},"via":{"type":"string","enum":["sql","scripts"]},"scripts":{"type":"object","additionalProperties":false,"properties":{"setNode":{"$ref":"#/$defs/path"},"setRepNode":{"$ref":"#/$defs/path"}}},"types":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"address":{"type":"string","enum":["maintenance","equipment"]},"vars":{"$ref":"#/$defs/variables"},"varsFrom":{"type":"array","items":{"$ref":"#/$defs/variableName"}},"mapping":{"type":"object","additionalProperties":false,"properties":{"nodes":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"standby":{"$ref":"#/$defs/databaseName"}}},"standbys":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"id":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"ip":{"$ref":"#/$defs/databaseName"},"status":{"$ref":"#/$defs/databaseName"}}},"customers":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"operators":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"node":{"$ref":"#/$defs/databaseName"}}},"vars":{"type":"object","additionalProperties":false,"properties":{"table":{"$ref":"#/$defs/databaseName"},"name":{"$ref":"#/$defs/databaseName"},"value":{"$ref":"#/$defs/databaseName"},"updated":{"$ref":"#/$defs/databaseName"}}}}}}};
const schema51 = {"type":"string","pattern":"^[^\\u0000-\\u001f\\u007f]{1,63}$"};
const pattern28 = new RegExp("^[^\\u0000-\\u001f\\u007f]{1,63}$", "u");

function validate154(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate154.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern28.test(data)){
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
validate154.errors = vErrors;
return errors === 0;
}
validate154.evaluated = {"dynamicProps":false,"dynamicItems":false};

const pattern29 = new RegExp("^[A-Za-z0-9_.:/-]+$", "u");

function validate153(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate153.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema50.properties, key0))){
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
const err3 = {instancePath:instancePath+"/follows",schemaPath:"#/properties/follows/enum",keyword:"enum",params:{allowedValues: schema50.properties.follows.enum}};
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
if(!(validate154(data.name, {instancePath:instancePath+"/name",parentData:data,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data.schema !== undefined){
if(!(validate154(data.schema, {instancePath:instancePath+"/schema",parentData:data,parentDataProperty:"schema",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data.user !== undefined){
if(!(validate154(data.user, {instancePath:instancePath+"/user",parentData:data,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!pattern29.test(data6)){
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
const err7 = {instancePath:instancePath+"/via",schemaPath:"#/properties/via/enum",keyword:"enum",params:{allowedValues: schema50.properties.via.enum}};
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
const err12 = {instancePath:instancePath+"/address",schemaPath:"#/properties/address/enum",keyword:"enum",params:{allowedValues: schema50.properties.address.enum}};
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
if(!(validate154(data21.table, {instancePath:instancePath+"/mapping/nodes/table",parentData:data21,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data21.id !== undefined){
if(!(validate154(data21.id, {instancePath:instancePath+"/mapping/nodes/id",parentData:data21,parentDataProperty:"id",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data21.name !== undefined){
if(!(validate154(data21.name, {instancePath:instancePath+"/mapping/nodes/name",parentData:data21,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data21.ip !== undefined){
if(!(validate154(data21.ip, {instancePath:instancePath+"/mapping/nodes/ip",parentData:data21,parentDataProperty:"ip",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data21.standby !== undefined){
if(!(validate154(data21.standby, {instancePath:instancePath+"/mapping/nodes/standby",parentData:data21,parentDataProperty:"standby",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!(validate154(data27.table, {instancePath:instancePath+"/mapping/standbys/table",parentData:data27,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data27.id !== undefined){
if(!(validate154(data27.id, {instancePath:instancePath+"/mapping/standbys/id",parentData:data27,parentDataProperty:"id",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data27.name !== undefined){
if(!(validate154(data27.name, {instancePath:instancePath+"/mapping/standbys/name",parentData:data27,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data27.ip !== undefined){
if(!(validate154(data27.ip, {instancePath:instancePath+"/mapping/standbys/ip",parentData:data27,parentDataProperty:"ip",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data27.status !== undefined){
if(!(validate154(data27.status, {instancePath:instancePath+"/mapping/standbys/status",parentData:data27,parentDataProperty:"status",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!(validate154(data33.table, {instancePath:instancePath+"/mapping/customers/table",parentData:data33,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data33.node !== undefined){
if(!(validate154(data33.node, {instancePath:instancePath+"/mapping/customers/node",parentData:data33,parentDataProperty:"node",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!(validate154(data36.table, {instancePath:instancePath+"/mapping/operators/table",parentData:data36,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data36.node !== undefined){
if(!(validate154(data36.node, {instancePath:instancePath+"/mapping/operators/node",parentData:data36,parentDataProperty:"node",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!(validate154(data39.table, {instancePath:instancePath+"/mapping/vars/table",parentData:data39,parentDataProperty:"table",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data39.name !== undefined){
if(!(validate154(data39.name, {instancePath:instancePath+"/mapping/vars/name",parentData:data39,parentDataProperty:"name",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data39.value !== undefined){
if(!(validate154(data39.value, {instancePath:instancePath+"/mapping/vars/value",parentData:data39,parentDataProperty:"value",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
if(data39.updated !== undefined){
if(!(validate154(data39.updated, {instancePath:instancePath+"/mapping/vars/updated",parentData:data39,parentDataProperty:"updated",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
validate153.errors = vErrors;
return errors === 0;
}
validate153.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern25 = new RegExp("^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$", "u");
const pattern27 = new RegExp("^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$", "u");

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
if(data.pairsAtBoot !== undefined){
let data3 = data.pairsAtBoot;
if(typeof data3 !== "string"){
const err4 = {instancePath:instancePath+"/pairsAtBoot",schemaPath:"#/properties/pairsAtBoot/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(!((data3 === "hold") || (data3 === "start"))){
const err5 = {instancePath:instancePath+"/pairsAtBoot",schemaPath:"#/properties/pairsAtBoot/enum",keyword:"enum",params:{allowedValues: schema20.properties.pairsAtBoot.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
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
let data5 = data.networks;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
if(!((key1 === "maintenance") || (key1 === "equipment"))){
const err6 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data5.maintenance !== undefined){
let data6 = data5.maintenance;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key2 in data6){
if(!(key2 === "interface")){
const err7 = {instancePath:instancePath+"/networks/maintenance",schemaPath:"#/properties/networks/properties/maintenance/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data6.interface !== undefined){
if(!(validate67(data6.interface, {instancePath:instancePath+"/networks/maintenance/interface",parentData:data6,parentDataProperty:"interface",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath:instancePath+"/networks/maintenance",schemaPath:"#/properties/networks/properties/maintenance/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data5.equipment !== undefined){
let data8 = data5.equipment;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key3 in data8){
if(!(key3 === "interface")){
const err9 = {instancePath:instancePath+"/networks/equipment",schemaPath:"#/properties/networks/properties/equipment/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data8.interface !== undefined){
if(!(validate67(data8.interface, {instancePath:instancePath+"/networks/equipment/interface",parentData:data8,parentDataProperty:"interface",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/networks/equipment",schemaPath:"#/properties/networks/properties/equipment/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/networks",schemaPath:"#/properties/networks/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.serviceAddresses !== undefined){
let data10 = data.serviceAddresses;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key4 in data10){
const _errs23 = errors;
if(!(validate70(key4, {instancePath:instancePath+"/serviceAddresses",parentData:data10,parentDataProperty:"serviceAddresses",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid6 = _errs23 === errors;
if(!valid6){
const err12 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/propertyNames",keyword:"propertyNames",params:{propertyName: key4}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
for(const key5 in data10){
if(!(validate72(data10[key5], {instancePath:instancePath+"/serviceAddresses/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data10,parentDataProperty:key5,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate72.errors : vErrors.concat(validate72.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/serviceAddresses",schemaPath:"#/properties/serviceAddresses/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.packs !== undefined){
let data12 = data.packs;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
for(const key6 in data12){
const _errs28 = errors;
if(!(validate70(key6, {instancePath:instancePath+"/packs",parentData:data12,parentDataProperty:"packs",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid8 = _errs28 === errors;
if(!valid8){
const err14 = {instancePath:instancePath+"/packs",schemaPath:"#/properties/packs/propertyNames",keyword:"propertyNames",params:{propertyName: key6}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
for(const key7 in data12){
if(!(validate79(data12[key7], {instancePath:instancePath+"/packs/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data12,parentDataProperty:key7,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
}
else {
const err15 = {instancePath:instancePath+"/packs",schemaPath:"#/properties/packs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.variables !== undefined){
let data14 = data.variables;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key8 in data14){
if(!((((key8 === "base") || (key8 === "target")) || (key8 === "adapt")) || (key8 === "groups"))){
const err16 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data14.base !== undefined){
if(!(validate85(data14.base, {instancePath:instancePath+"/variables/base",parentData:data14,parentDataProperty:"base",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data14.target !== undefined){
if(!(validate85(data14.target, {instancePath:instancePath+"/variables/target",parentData:data14,parentDataProperty:"target",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data14.adapt !== undefined){
if(!(validate88(data14.adapt, {instancePath:instancePath+"/variables/adapt",parentData:data14,parentDataProperty:"adapt",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
if(data14.groups !== undefined){
let data18 = data14.groups;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key9 in data18){
const _errs39 = errors;
if(!(validate70(key9, {instancePath:instancePath+"/variables/groups",parentData:data18,parentDataProperty:"groups",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var valid11 = _errs39 === errors;
if(!valid11){
const err17 = {instancePath:instancePath+"/variables/groups",schemaPath:"#/properties/variables/properties/groups/propertyNames",keyword:"propertyNames",params:{propertyName: key9}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
for(const key10 in data18){
if(!(validate88(data18[key10], {instancePath:instancePath+"/variables/groups/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data18,parentDataProperty:key10,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/variables/groups",schemaPath:"#/properties/variables/properties/groups/type",keyword:"type",params:{type: "object"}};
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
const err19 = {instancePath:instancePath+"/variables",schemaPath:"#/properties/variables/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.secrets !== undefined){
let data20 = data.secrets;
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if(data20.file === undefined){
const err20 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/required",keyword:"required",params:{missingProperty: "file"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
for(const key11 in data20){
if(!(key11 === "file")){
const err21 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data20.file !== undefined){
if(typeof data20.file !== "string"){
const err22 = {instancePath:instancePath+"/secrets/file",schemaPath:"#/properties/secrets/properties/file/type",keyword:"type",params:{type: "string"}};
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
const err23 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.nodes !== undefined){
let data22 = data.nodes;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(Object.keys(data22).length < 1){
const err24 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/minProperties",keyword:"minProperties",params:{limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
for(const key12 in data22){
const _errs49 = errors;
if(!(validate96(key12, {instancePath:instancePath+"/nodes",parentData:data22,parentDataProperty:"nodes",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
var valid14 = _errs49 === errors;
if(!valid14){
const err25 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/propertyNames",keyword:"propertyNames",params:{propertyName: key12}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
for(const key13 in data22){
if(!(validate98(data22[key13], {instancePath:instancePath+"/nodes/" + key13.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data22,parentDataProperty:key13,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
errors = vErrors.length;
}
}
}
else {
const err26 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.shares !== undefined){
if(!(validate121(data.shares, {instancePath:instancePath+"/shares",parentData:data,parentDataProperty:"shares",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate121.errors : vErrors.concat(validate121.errors);
errors = vErrors.length;
}
}
if(data.sync !== undefined){
let data25 = data.sync;
if(Array.isArray(data25)){
if(data25.length > 1000){
const err27 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const len1 = data25.length;
for(let i1=0; i1<len1; i1++){
if(!(validate138(data25[i1], {instancePath:instancePath+"/sync/" + i1,parentData:data25,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate138.errors : vErrors.concat(validate138.errors);
errors = vErrors.length;
}
}
}
else {
const err28 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.license !== undefined){
let data27 = data.license;
const _errs58 = errors;
let valid18 = false;
let passing0 = null;
const _errs59 = errors;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
if(data27.file === undefined){
const err29 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/0/required",keyword:"required",params:{missingProperty: "file"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
var _valid0 = _errs59 === errors;
if(_valid0){
valid18 = true;
passing0 = 0;
}
const _errs60 = errors;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
if(data27.fromNode === undefined){
const err30 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/1/required",keyword:"required",params:{missingProperty: "fromNode"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
var _valid0 = _errs60 === errors;
if(_valid0 && valid18){
valid18 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid18 = true;
passing0 = 1;
}
}
if(!valid18){
const err31 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
else {
errors = _errs58;
if(vErrors !== null){
if(_errs58){
vErrors.length = _errs58;
}
else {
vErrors = null;
}
}
}
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
for(const key14 in data27){
if(!(((key14 === "path") || (key14 === "file")) || (key14 === "fromNode"))){
const err32 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data27.path !== undefined){
if(!(validate85(data27.path, {instancePath:instancePath+"/license/path",parentData:data27,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data27.file !== undefined){
if(typeof data27.file !== "string"){
const err33 = {instancePath:instancePath+"/license/file",schemaPath:"#/properties/license/properties/file/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data27.fromNode !== undefined){
if(typeof data27.fromNode !== "string"){
const err34 = {instancePath:instancePath+"/license/fromNode",schemaPath:"#/properties/license/properties/fromNode/type",keyword:"type",params:{type: "string"}};
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
else {
const err35 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.legacyFiles !== undefined){
let data31 = data.legacyFiles;
if((typeof data31 !== "boolean") && (!(data31 && typeof data31 == "object" && !Array.isArray(data31)))){
const err36 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/type",keyword:"type",params:{type: schema20.properties.legacyFiles.type}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
for(const key15 in data31){
if(!(key15 === "directory")){
const err37 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data31.directory !== undefined){
if(!(validate85(data31.directory, {instancePath:instancePath+"/legacyFiles/directory",parentData:data31,parentDataProperty:"directory",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
}
}
if(data.directories !== undefined){
let data33 = data.directories;
if(Array.isArray(data33)){
if(data33.length > 1000){
const err38 = {instancePath:instancePath+"/directories",schemaPath:"#/properties/directories/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
const len2 = data33.length;
for(let i2=0; i2<len2; i2++){
let data34 = data33[i2];
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.path === undefined){
const err39 = {instancePath:instancePath+"/directories/" + i2,schemaPath:"#/properties/directories/items/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
for(const key16 in data34){
if(!((((((key16 === "type") || (key16 === "nodes")) || (key16 === "path")) || (key16 === "owner")) || (key16 === "group")) || (key16 === "mode"))){
const err40 = {instancePath:instancePath+"/directories/" + i2,schemaPath:"#/properties/directories/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key16}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data34.type !== undefined){
if(!(validate54(data34.type, {instancePath:instancePath+"/directories/" + i2+"/type",parentData:data34,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data34.nodes !== undefined){
let data36 = data34.nodes;
if(Array.isArray(data36)){
if(data36.length < 1){
const err41 = {instancePath:instancePath+"/directories/" + i2+"/nodes",schemaPath:"#/properties/directories/items/properties/nodes/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
const len3 = data36.length;
for(let i3=0; i3<len3; i3++){
if(typeof data36[i3] !== "string"){
const err42 = {instancePath:instancePath+"/directories/" + i2+"/nodes/" + i3,schemaPath:"#/properties/directories/items/properties/nodes/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath:instancePath+"/directories/" + i2+"/nodes",schemaPath:"#/properties/directories/items/properties/nodes/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data34.path !== undefined){
if(!(validate85(data34.path, {instancePath:instancePath+"/directories/" + i2+"/path",parentData:data34,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
errors = vErrors.length;
}
}
if(data34.owner !== undefined){
if(!(validate126(data34.owner, {instancePath:instancePath+"/directories/" + i2+"/owner",parentData:data34,parentDataProperty:"owner",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data34.group !== undefined){
if(!(validate126(data34.group, {instancePath:instancePath+"/directories/" + i2+"/group",parentData:data34,parentDataProperty:"group",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
}
if(data34.mode !== undefined){
if(!(validate129(data34.mode, {instancePath:instancePath+"/directories/" + i2+"/mode",parentData:data34,parentDataProperty:"mode",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate129.errors : vErrors.concat(validate129.errors);
errors = vErrors.length;
}
}
}
else {
const err44 = {instancePath:instancePath+"/directories/" + i2,schemaPath:"#/properties/directories/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
else {
const err45 = {instancePath:instancePath+"/directories",schemaPath:"#/properties/directories/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data.packages !== undefined){
let data42 = data.packages;
if(Array.isArray(data42)){
if(data42.length > 200){
const err46 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/maxItems",keyword:"maxItems",params:{limit: 200}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
const len4 = data42.length;
for(let i4=0; i4<len4; i4++){
let data43 = data42[i4];
if((typeof data43 !== "string") && (!(data43 && typeof data43 == "object" && !Array.isArray(data43)))){
const err47 = {instancePath:instancePath+"/packages/" + i4,schemaPath:"#/properties/packages/items/type",keyword:"type",params:{type: schema20.properties.packages.items.type}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(typeof data43 === "string"){
if(!pattern25.test(data43)){
const err48 = {instancePath:instancePath+"/packages/" + i4,schemaPath:"#/properties/packages/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
if(data43.name === undefined){
const err49 = {instancePath:instancePath+"/packages/" + i4,schemaPath:"#/properties/packages/items/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
for(const key17 in data43){
if(!(((key17 === "name") || (key17 === "version")) || (key17 === "type"))){
const err50 = {instancePath:instancePath+"/packages/" + i4,schemaPath:"#/properties/packages/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key17}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data43.name !== undefined){
let data44 = data43.name;
if(typeof data44 === "string"){
if(!pattern25.test(data44)){
const err51 = {instancePath:instancePath+"/packages/" + i4+"/name",schemaPath:"#/properties/packages/items/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/packages/" + i4+"/name",schemaPath:"#/properties/packages/items/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data43.version !== undefined){
let data45 = data43.version;
if(typeof data45 === "string"){
if(!pattern27.test(data45)){
const err53 = {instancePath:instancePath+"/packages/" + i4+"/version",schemaPath:"#/properties/packages/items/properties/version/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/packages/" + i4+"/version",schemaPath:"#/properties/packages/items/properties/version/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data43.type !== undefined){
if(!(validate54(data43.type, {instancePath:instancePath+"/packages/" + i4+"/type",parentData:data43,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
}
}
else {
const err55 = {instancePath:instancePath+"/packages",schemaPath:"#/properties/packages/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data.database !== undefined){
if(!(validate153(data.database, {instancePath:instancePath+"/database",parentData:data,parentDataProperty:"database",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate153.errors : vErrors.concat(validate153.errors);
errors = vErrors.length;
}
}
}
else {
const err56 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
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

export const validateNode = validate187;

function validate187(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate187.evaluated;
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
let data10 = data.sync;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(data10.every === undefined){
const err8 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/required",keyword:"required",params:{missingProperty: "every"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key5 in data10){
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
if(data10.every !== undefined){
if(!(validate63(data10.every, {instancePath:instancePath+"/sync/every",parentData:data10,parentDataProperty:"every",rootData,dynamicAnchors}))){
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
let data12 = data.failover;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.after === undefined){
const err11 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "after"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key6 in data12){
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
if(data12.after !== undefined){
if(!(validate63(data12.after, {instancePath:instancePath+"/failover/after",parentData:data12,parentDataProperty:"after",rootData,dynamicAnchors}))){
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
if(data.ssh !== undefined){
let data14 = data.ssh;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key7 in data14){
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
if(data14.addresses !== undefined){
let data15 = data14.addresses;
if(Array.isArray(data15)){
if(data15.length < 1){
const err15 = {instancePath:instancePath+"/ssh/addresses",schemaPath:"#/properties/ssh/properties/addresses/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len1 = data15.length;
for(let i1=0; i1<len1; i1++){
if(!(validate115(data15[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data15,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate115.errors : vErrors.concat(validate115.errors);
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
if(data14.port !== undefined){
if(!(validate59(data14.port, {instancePath:instancePath+"/ssh/port",parentData:data14,parentDataProperty:"port",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
if(data14.user !== undefined){
if(!(validate57(data14.user, {instancePath:instancePath+"/ssh/user",parentData:data14,parentDataProperty:"user",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data14.identityFile !== undefined){
if(!(validate61(data14.identityFile, {instancePath:instancePath+"/ssh/identityFile",parentData:data14,parentDataProperty:"identityFile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
if(data14.transport !== undefined){
let data20 = data14.transport;
if(typeof data20 !== "string"){
const err17 = {instancePath:instancePath+"/ssh/transport",schemaPath:"#/properties/ssh/properties/transport/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!((data20 === "ssh") || (data20 === "local"))){
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
validate187.errors = vErrors;
return errors === 0;
}
validate187.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateSecretsFile = validate202;
const schema53 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/secrets.schema.json","type":"object","additionalProperties":false,"properties":{"rootPasswords":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}},"variables":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}}},"$defs":{"secret":{"type":"string"}}};
const schema54 = {"type":"string"};

function validate203(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate203.evaluated;
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
validate203.errors = vErrors;
return errors === 0;
}
validate203.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate202(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://dmsa.dev/schema/secrets.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate202.evaluated;
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
if(!(validate203(data0[key1], {instancePath:instancePath+"/rootPasswords/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data0,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate203.errors : vErrors.concat(validate203.errors);
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
if(!(validate203(data2[key2], {instancePath:instancePath+"/variables/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data2,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate203.errors : vErrors.concat(validate203.errors);
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
validate202.errors = vErrors;
return errors === 0;
}
validate202.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

