"""The audit record (审计日志): sealed into a chain, anchored, verified, exported by night, read by who may."""
