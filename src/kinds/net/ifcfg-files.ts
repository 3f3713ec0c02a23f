/** Where RHEL and its kin keep the interface files, and what its network script itself passes over there. */
export const IFCFG_FOLDER = '/etc/sysconfig/network-scripts/';
export const IFCFG_IGNORED = /(~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave|\.swp)$/;
