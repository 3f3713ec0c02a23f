// Generated from schema/ by scripts/gen-types.ts; do not edit.
"use strict";
export const validateClusterFile = validate52;
const schema19 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/cluster.schema.json","type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{"apiVersion":{"type":"string","const":"dmsa/v1"},"kind":{"type":"string","const":"Cluster"},"metadata":{"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}}},"spec":{"$ref":"#/$defs/spec"}},"$defs":{"spec":{"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"},"identity":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"recipients":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^age1[0-9a-z]{30,2000}$"}}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}}}},"node":{"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}},"nodeNetwork":{"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"user":{"$ref":"#/$defs/userName"},"port":{"$ref":"#/$defs/port"},"identityFile":{"$ref":"#/$defs/identityFile"},"knownHosts":{"type":"string"},"hostKey":{"type":"string","enum":["accept-new","strict"]},"connectTimeout":{"$ref":"#/$defs/duration"},"commandTimeout":{"$ref":"#/$defs/duration"}}},"shares":{"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}},"syncRule":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}}}},"serviceAddressGroup":{"type":"object","propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":"array","items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":"object","propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"variableValue":{"type":["string","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}},"hostName":{"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"},"hostOrAddress":{"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"},"typeName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"groupName":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},"interfaceName":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]{0,14}$"},"addressLabel":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_]+$"},"address4":{"type":"string","pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"},"address6":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceAddress":{"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"},"serviceName":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"},"variableName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"path":{"type":"string","pattern":"^/[A-Za-z0-9_.+@%/-]*$"},"mountPoint":{"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"},"nfsOptions":{"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"},"duration":{"type":"string","pattern":"^[1-9][0-9]*(ms|s|m|h)$"},"userName":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_.-]{0,31}$"},"port":{"type":"integer","minimum":1,"maximum":65535},"identityFile":{"type":["string","array"],"minItems":1,"items":{"type":"string"}}}};
const pattern3 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "u");
const schema20 = {"type":"object","additionalProperties":false,"required":["nodes"],"properties":{"central":{"type":"string"},"nodeTypes":{"type":"array","items":{"$ref":"#/$defs/typeName"}},"pairsAtBoot":{"type":"string","enum":["hold","start"]},"ssh":{"$ref":"#/$defs/ssh"},"networks":{"type":"object","additionalProperties":false,"properties":{"maintenance":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}},"equipment":{"type":"object","additionalProperties":false,"properties":{"interface":{"$ref":"#/$defs/interfaceName"}}}}},"serviceAddresses":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/serviceAddressGroup"}},"packs":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/pack"}},"variables":{"type":"object","additionalProperties":false,"properties":{"base":{"$ref":"#/$defs/path"},"target":{"$ref":"#/$defs/path"},"adapt":{"$ref":"#/$defs/variables"},"groups":{"type":"object","propertyNames":{"$ref":"#/$defs/groupName"},"additionalProperties":{"$ref":"#/$defs/variables"}}}},"secrets":{"type":"object","additionalProperties":false,"required":["file"],"properties":{"file":{"type":"string"},"identity":{"type":["string","array"],"minItems":1,"items":{"type":"string"}},"recipients":{"type":"array","minItems":1,"items":{"type":"string","pattern":"^age1[0-9a-z]{30,2000}$"}}}},"nodes":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/hostName"},"additionalProperties":{"$ref":"#/$defs/node"}},"shares":{"$ref":"#/$defs/shares"},"sync":{"type":"array","maxItems":1000,"items":{"$ref":"#/$defs/syncRule"}},"license":{"type":"object","additionalProperties":false,"properties":{"path":{"$ref":"#/$defs/path"},"file":{"type":"string"},"fromNode":{"type":"string"}},"oneOf":[{"required":["file"]},{"required":["fromNode"]}]},"legacyFiles":{"type":["boolean","object"],"additionalProperties":false,"properties":{"directory":{"$ref":"#/$defs/path"}}}}};
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

const schema32 = {"type":"array","items":{"$ref":"#/$defs/serviceName"}};
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
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate80(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate79.errors = vErrors;
return errors === 0;
}
validate79.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema34 = {"type":"string","pattern":"^/[A-Za-z0-9_.+@%/-]*$"};
const pattern12 = new RegExp("^/[A-Za-z0-9_.+@%/-]*$", "u");

function validate83(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate83.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern12.test(data)){
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
validate83.errors = vErrors;
return errors === 0;
}
validate83.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema35 = {"type":"object","propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}};
const schema36 = {"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"};
const pattern13 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");

function validate87(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate87.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern13.test(data)){
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
validate87.errors = vErrors;
return errors === 0;
}
validate87.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema37 = {"type":["string","object"],"additionalProperties":false,"required":["secret"],"properties":{"secret":{"type":"string"}}};

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
validate89.errors = vErrors;
return errors === 0;
}
validate89.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate86(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate86.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs1 = errors;
if(!(validate87(key0, {instancePath,parentData:data,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
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
if(!(validate89(data[key1], {instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
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
validate86.errors = vErrors;
return errors === 0;
}
validate86.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema38 = {"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$"};
const pattern15 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$", "u");

function validate94(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate94.evaluated;
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
validate94.errors = vErrors;
return errors === 0;
}
validate94.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema39 = {"type":"object","additionalProperties":false,"required":["type"],"properties":{"type":{"$ref":"#/$defs/typeName"},"maintenance":{"$ref":"#/$defs/nodeNetwork"},"equipment":{"$ref":"#/$defs/nodeNetwork"},"serviceAddresses":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/addressLabel"},"additionalProperties":{"$ref":"#/$defs/serviceAddress"}},"pack":{"type":["string","array"],"items":{"$ref":"#/$defs/serviceName"}},"variables":{"type":["string","object"],"propertyNames":{"$ref":"#/$defs/variableName"},"additionalProperties":{"$ref":"#/$defs/variableValue"}},"backupOf":{"type":"string"},"sync":{"type":"object","additionalProperties":false,"required":["every"],"properties":{"every":{"$ref":"#/$defs/duration"}}},"failover":{"type":"object","additionalProperties":false,"required":["after"],"properties":{"after":{"$ref":"#/$defs/duration"}}},"ssh":{"type":"object","additionalProperties":false,"properties":{"addresses":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/hostOrAddress"}},"port":{"$ref":"#/$defs/port"},"user":{"$ref":"#/$defs/userName"},"identityFile":{"$ref":"#/$defs/identityFile"},"transport":{"type":"string","enum":["ssh","local"]}}}}};
const schema40 = {"type":["string","object"],"pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$","additionalProperties":false,"properties":{"address":{"$ref":"#/$defs/address4"},"interface":{"$ref":"#/$defs/interfaceName"},"address6":{"$ref":"#/$defs/address6"},"gateway6":{"type":"string"}}};
const pattern16 = new RegExp("^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$", "u");
const schema41 = {"type":"string","pattern":"^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$"};

function validate99(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate99.evaluated;
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
validate99.errors = vErrors;
return errors === 0;
}
validate99.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema42 = {"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"};

function validate102(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate102.evaluated;
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
validate102.errors = vErrors;
return errors === 0;
}
validate102.evaluated = {"dynamicProps":false,"dynamicItems":false};


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
if(!(validate99(data.address, {instancePath:instancePath+"/address",parentData:data,parentDataProperty:"address",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
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
if(!(validate102(data.address6, {instancePath:instancePath+"/address6",parentData:data,parentDataProperty:"address6",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate102.errors : vErrors.concat(validate102.errors);
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
validate98.errors = vErrors;
return errors === 0;
}
validate98.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema43 = {"type":"string","pattern":"^[A-Za-z0-9:][A-Za-z0-9.:_-]*$"};
const pattern19 = new RegExp("^[A-Za-z0-9:][A-Za-z0-9.:_-]*$", "u");

function validate113(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate113.evaluated;
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
validate113.errors = vErrors;
return errors === 0;
}
validate113.evaluated = {"dynamicProps":false,"dynamicItems":false};


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
if(!(validate98(data.maintenance, {instancePath:instancePath+"/maintenance",parentData:data,parentDataProperty:"maintenance",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
errors = vErrors.length;
}
}
if(data.equipment !== undefined){
if(!(validate98(data.equipment, {instancePath:instancePath+"/equipment",parentData:data,parentDataProperty:"equipment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
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
if(!(validate87(key3, {instancePath:instancePath+"/variables",parentData:data7,parentDataProperty:"variables",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
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
if(!(validate89(data7[key4], {instancePath:instancePath+"/variables/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
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
if(!(validate113(data15[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data15,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate113.errors : vErrors.concat(validate113.errors);
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
validate96.errors = vErrors;
return errors === 0;
}
validate96.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema44 = {"type":"object","additionalProperties":false,"properties":{"exports":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"options":{"$ref":"#/$defs/nfsOptions"}}}},"mounts":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["type","from","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"from":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"mountPoint":{"$ref":"#/$defs/mountPoint"},"options":{"$ref":"#/$defs/nfsOptions"},"mode":{"type":"string","enum":["boot","demand"]}}}},"nfsCheck":{"type":["boolean","object"],"additionalProperties":false,"properties":{"schedule":{"type":"string"},"command":{"type":"string"}}}}};
const schema45 = {"type":"string","pattern":"^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$"};
const pattern20 = new RegExp("^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$", "u");

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
validate122.errors = vErrors;
return errors === 0;
}
validate122.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema46 = {"type":"string","pattern":"^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$"};
const pattern21 = new RegExp("^/([A-Za-z0-9_.+@%/-]|\\$\\{NODE\\})*$", "u");

function validate127(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate127.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern21.test(data)){
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
validate127.errors = vErrors;
return errors === 0;
}
validate127.evaluated = {"dynamicProps":false,"dynamicItems":false};


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
if(!(((key1 === "type") || (key1 === "path")) || (key1 === "options"))){
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
if(!(validate83(data1.path, {instancePath:instancePath+"/exports/" + i0+"/path",parentData:data1,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data1.options !== undefined){
if(!(validate122(data1.options, {instancePath:instancePath+"/exports/" + i0+"/options",parentData:data1,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate122.errors : vErrors.concat(validate122.errors);
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
let data5 = data.mounts;
if(Array.isArray(data5)){
if(data5.length > 1000){
const err7 = {instancePath:instancePath+"/mounts",schemaPath:"#/properties/mounts/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
let data6 = data5[i1];
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.type === undefined){
const err8 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data6.from === undefined){
const err9 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "from"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data6.path === undefined){
const err10 = {instancePath:instancePath+"/mounts/" + i1,schemaPath:"#/properties/mounts/items/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key2 in data6){
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
if(data6.type !== undefined){
if(!(validate54(data6.type, {instancePath:instancePath+"/mounts/" + i1+"/type",parentData:data6,parentDataProperty:"type",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data6.from !== undefined){
if(!(validate54(data6.from, {instancePath:instancePath+"/mounts/" + i1+"/from",parentData:data6,parentDataProperty:"from",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
if(data6.path !== undefined){
if(!(validate83(data6.path, {instancePath:instancePath+"/mounts/" + i1+"/path",parentData:data6,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data6.mountPoint !== undefined){
if(!(validate127(data6.mountPoint, {instancePath:instancePath+"/mounts/" + i1+"/mountPoint",parentData:data6,parentDataProperty:"mountPoint",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate127.errors : vErrors.concat(validate127.errors);
errors = vErrors.length;
}
}
if(data6.options !== undefined){
if(!(validate122(data6.options, {instancePath:instancePath+"/mounts/" + i1+"/options",parentData:data6,parentDataProperty:"options",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate122.errors : vErrors.concat(validate122.errors);
errors = vErrors.length;
}
}
if(data6.mode !== undefined){
let data12 = data6.mode;
if(typeof data12 !== "string"){
const err12 = {instancePath:instancePath+"/mounts/" + i1+"/mode",schemaPath:"#/properties/mounts/items/properties/mode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data12 === "boot") || (data12 === "demand"))){
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
let data13 = data.nfsCheck;
if((typeof data13 !== "boolean") && (!(data13 && typeof data13 == "object" && !Array.isArray(data13)))){
const err16 = {instancePath:instancePath+"/nfsCheck",schemaPath:"#/properties/nfsCheck/type",keyword:"type",params:{type: schema44.properties.nfsCheck.type}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key3 in data13){
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
if(data13.schedule !== undefined){
if(typeof data13.schedule !== "string"){
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
if(data13.command !== undefined){
if(typeof data13.command !== "string"){
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
validate119.errors = vErrors;
return errors === 0;
}
validate119.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema47 = {"type":"object","additionalProperties":false,"required":["type","path"],"properties":{"type":{"$ref":"#/$defs/typeName"},"path":{"$ref":"#/$defs/path"},"exclude":{"type":"array","items":{"type":"string","pattern":"^[^;]+$"}}}};
const pattern22 = new RegExp("^[^;]+$", "u");

function validate131(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate131.evaluated;
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
if(!(((key0 === "type") || (key0 === "path")) || (key0 === "exclude"))){
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
if(!(validate83(data.path, {instancePath:instancePath+"/path",parentData:data,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
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
if(!pattern22.test(data3)){
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
validate131.errors = vErrors;
return errors === 0;
}
validate131.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern14 = new RegExp("^age1[0-9a-z]{30,2000}$", "u");

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
if(!(validate83(data14.base, {instancePath:instancePath+"/variables/base",parentData:data14,parentDataProperty:"base",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data14.target !== undefined){
if(!(validate83(data14.target, {instancePath:instancePath+"/variables/target",parentData:data14,parentDataProperty:"target",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data14.adapt !== undefined){
if(!(validate86(data14.adapt, {instancePath:instancePath+"/variables/adapt",parentData:data14,parentDataProperty:"adapt",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate86.errors : vErrors.concat(validate86.errors);
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
if(!(validate86(data18[key10], {instancePath:instancePath+"/variables/groups/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data18,parentDataProperty:key10,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate86.errors : vErrors.concat(validate86.errors);
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
if(!(((key11 === "file") || (key11 === "identity")) || (key11 === "recipients"))){
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
if(data20.identity !== undefined){
let data22 = data20.identity;
if((typeof data22 !== "string") && (!(Array.isArray(data22)))){
const err23 = {instancePath:instancePath+"/secrets/identity",schemaPath:"#/properties/secrets/properties/identity/type",keyword:"type",params:{type: schema20.properties.secrets.properties.identity.type}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(Array.isArray(data22)){
if(data22.length < 1){
const err24 = {instancePath:instancePath+"/secrets/identity",schemaPath:"#/properties/secrets/properties/identity/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len1 = data22.length;
for(let i1=0; i1<len1; i1++){
if(typeof data22[i1] !== "string"){
const err25 = {instancePath:instancePath+"/secrets/identity/" + i1,schemaPath:"#/properties/secrets/properties/identity/items/type",keyword:"type",params:{type: "string"}};
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
}
if(data20.recipients !== undefined){
let data24 = data20.recipients;
if(Array.isArray(data24)){
if(data24.length < 1){
const err26 = {instancePath:instancePath+"/secrets/recipients",schemaPath:"#/properties/secrets/properties/recipients/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const len2 = data24.length;
for(let i2=0; i2<len2; i2++){
let data25 = data24[i2];
if(typeof data25 === "string"){
if(!pattern14.test(data25)){
const err27 = {instancePath:instancePath+"/secrets/recipients/" + i2,schemaPath:"#/properties/secrets/properties/recipients/items/pattern",keyword:"pattern",params:{pattern: "^age1[0-9a-z]{30,2000}$"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/secrets/recipients/" + i2,schemaPath:"#/properties/secrets/properties/recipients/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/secrets/recipients",schemaPath:"#/properties/secrets/properties/recipients/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/secrets",schemaPath:"#/properties/secrets/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.nodes !== undefined){
let data26 = data.nodes;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
if(Object.keys(data26).length < 1){
const err31 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/minProperties",keyword:"minProperties",params:{limit: 1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key12 in data26){
const _errs57 = errors;
if(!(validate94(key12, {instancePath:instancePath+"/nodes",parentData:data26,parentDataProperty:"nodes",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate94.errors : vErrors.concat(validate94.errors);
errors = vErrors.length;
}
var valid18 = _errs57 === errors;
if(!valid18){
const err32 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/propertyNames",keyword:"propertyNames",params:{propertyName: key12}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
for(const key13 in data26){
if(!(validate96(data26[key13], {instancePath:instancePath+"/nodes/" + key13.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data26,parentDataProperty:key13,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
}
}
else {
const err33 = {instancePath:instancePath+"/nodes",schemaPath:"#/properties/nodes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.shares !== undefined){
if(!(validate119(data.shares, {instancePath:instancePath+"/shares",parentData:data,parentDataProperty:"shares",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate119.errors : vErrors.concat(validate119.errors);
errors = vErrors.length;
}
}
if(data.sync !== undefined){
let data29 = data.sync;
if(Array.isArray(data29)){
if(data29.length > 1000){
const err34 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/maxItems",keyword:"maxItems",params:{limit: 1000}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
const len3 = data29.length;
for(let i3=0; i3<len3; i3++){
if(!(validate131(data29[i3], {instancePath:instancePath+"/sync/" + i3,parentData:data29,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate131.errors : vErrors.concat(validate131.errors);
errors = vErrors.length;
}
}
}
else {
const err35 = {instancePath:instancePath+"/sync",schemaPath:"#/properties/sync/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.license !== undefined){
let data31 = data.license;
const _errs66 = errors;
let valid22 = false;
let passing0 = null;
const _errs67 = errors;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.file === undefined){
const err36 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/0/required",keyword:"required",params:{missingProperty: "file"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
var _valid0 = _errs67 === errors;
if(_valid0){
valid22 = true;
passing0 = 0;
}
const _errs68 = errors;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.fromNode === undefined){
const err37 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf/1/required",keyword:"required",params:{missingProperty: "fromNode"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
var _valid0 = _errs68 === errors;
if(_valid0 && valid22){
valid22 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid22 = true;
passing0 = 1;
}
}
if(!valid22){
const err38 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
else {
errors = _errs66;
if(vErrors !== null){
if(_errs66){
vErrors.length = _errs66;
}
else {
vErrors = null;
}
}
}
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
for(const key14 in data31){
if(!(((key14 === "path") || (key14 === "file")) || (key14 === "fromNode"))){
const err39 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data31.path !== undefined){
if(!(validate83(data31.path, {instancePath:instancePath+"/license/path",parentData:data31,parentDataProperty:"path",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data31.file !== undefined){
if(typeof data31.file !== "string"){
const err40 = {instancePath:instancePath+"/license/file",schemaPath:"#/properties/license/properties/file/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data31.fromNode !== undefined){
if(typeof data31.fromNode !== "string"){
const err41 = {instancePath:instancePath+"/license/fromNode",schemaPath:"#/properties/license/properties/fromNode/type",keyword:"type",params:{type: "string"}};
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
else {
const err42 = {instancePath:instancePath+"/license",schemaPath:"#/properties/license/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.legacyFiles !== undefined){
let data35 = data.legacyFiles;
if((typeof data35 !== "boolean") && (!(data35 && typeof data35 == "object" && !Array.isArray(data35)))){
const err43 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/type",keyword:"type",params:{type: schema20.properties.legacyFiles.type}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
for(const key15 in data35){
if(!(key15 === "directory")){
const err44 = {instancePath:instancePath+"/legacyFiles",schemaPath:"#/properties/legacyFiles/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data35.directory !== undefined){
if(!(validate83(data35.directory, {instancePath:instancePath+"/legacyFiles/directory",parentData:data35,parentDataProperty:"directory",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
}
}
}
else {
const err45 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
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

export const validateNode = validate138;

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
if(!(validate98(data.maintenance, {instancePath:instancePath+"/maintenance",parentData:data,parentDataProperty:"maintenance",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
errors = vErrors.length;
}
}
if(data.equipment !== undefined){
if(!(validate98(data.equipment, {instancePath:instancePath+"/equipment",parentData:data,parentDataProperty:"equipment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
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
if(!(validate87(key3, {instancePath:instancePath+"/variables",parentData:data7,parentDataProperty:"variables",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate87.errors : vErrors.concat(validate87.errors);
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
if(!(validate89(data7[key4], {instancePath:instancePath+"/variables/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
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
if(!(validate113(data15[i1], {instancePath:instancePath+"/ssh/addresses/" + i1,parentData:data15,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate113.errors : vErrors.concat(validate113.errors);
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
validate138.errors = vErrors;
return errors === 0;
}
validate138.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateSecretsFile = validate153;
const schema49 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://dmsa.dev/schema/secrets.schema.json","type":"object","additionalProperties":false,"properties":{"rootPasswords":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}},"variables":{"type":"object","additionalProperties":{"$ref":"#/$defs/secret"}}},"$defs":{"secret":{"type":"string"}}};
const schema50 = {"type":"string"};

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
validate154.errors = vErrors;
return errors === 0;
}
validate154.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate153(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://dmsa.dev/schema/secrets.schema.json" */;
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
if(!(validate154(data0[key1], {instancePath:instancePath+"/rootPasswords/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data0,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
if(!(validate154(data2[key2], {instancePath:instancePath+"/variables/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data2,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
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
validate153.errors = vErrors;
return errors === 0;
}
validate153.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

