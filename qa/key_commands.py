"""``wenju keys``: makes, lists and revokes the keys of a data folder."""

from __future__ import annotations

from argparse import Namespace

from qa import terminal
from qa.keyfile import KeyFile
from qa.local import CLI, Opener, settings_of
from qa.trail import Act, AuditLog


def keys(args: Namespace, _opener: Opener) -> int:
    settings = settings_of(args)
    file, audit = KeyFile(settings.data), AuditLog(settings.data)
    if args.keys_verb == "list":
        return _list_keys(file, args.json)
    if args.keys_verb == "revoke":
        file.revoke(args.name)
        audit.append(Act(CLI, "keys revoke", (args.name,)))
        if args.json:
            terminal.show_json({"name": args.name, "revoked": True})
        else:
            terminal.show(f"已吊销 {args.name}；正在运行的服务立即不再接受它。")
        return 0
    fresh = file.add(args.name, args.role, args.days)
    audit.append(Act(CLI, f"keys add {args.role}", (args.name,)))
    if args.json:
        terminal.show_json({"name": args.name, "role": args.role, "key": fresh})
    else:
        terminal.show(fresh)
        terminal.note("上面是密钥，只显示这一次；请交给使用者保存，正在运行的服务立即接受它。")
    return 0


def _list_keys(file: KeyFile, as_json: bool) -> int:
    known = file.load() or ()
    if as_json:
        terminal.show_json({"keys": [one.as_json() for one in known]})
    for one in () if as_json else known:
        until = f"  {one.expires} 到期" if one.expires else ""
        terminal.show(f"{one.name}  {one.role}  {one.created} 生成{until}")
    if not known:
        terminal.note("还没有密钥；用 wenju keys add --role reader --name 名称 生成一把。")
    return 0
