/** The look of a report, in light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f6f7f9;--text:#1b1f24;--quiet:#5b6470;--line:#dfe3e8;--bar:#3b6fd4;
--error:#b3261e;--warning:#8a5a00;--info:#2b5fb8;--error-ground:#fdecea;--warning-ground:#fdf3dc;--info-ground:#e9f0fc}
@media(prefers-color-scheme:dark){:root{--ground:#14171b;--raised:#1c2026;--text:#e6e9ed;--quiet:#9aa4b0;--line:#303740;--bar:#6f9bf0;
--error:#ff9a92;--warning:#f0c05a;--info:#9cc0ff;--error-ground:#3a1d1b;--warning-ground:#352a12;--info-ground:#182841}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
p{margin:.25rem 0}.quiet{color:var(--quiet)}
code,.id{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.5rem 0 0;padding:0;list-style:none}
.tiles li{background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:.75rem 1rem}
.tiles b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tag{display:inline-block;border-radius:999px;padding:0 .6rem;font-size:.8rem;font-weight:600}
.error{color:var(--error)}.warning{color:var(--warning)}.info{color:var(--info)}
.tag.error{background:var(--error-ground)}.tag.warning{background:var(--warning-ground)}.tag.info{background:var(--info-ground)}
details{border:1px solid var(--line);border-radius:10px;margin:.5rem 0;background:var(--raised)}
summary{cursor:pointer;padding:.6rem 1rem;display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
summary::-webkit-details-marker{display:none}summary::before{content:"▸";color:var(--quiet)}details[open]>summary::before{content:"▾"}
summary .many{margin-left:auto;color:var(--quiet);font-variant-numeric:tabular-nums}
.within{padding:0 1rem .75rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:600;color:var(--quiet);font-size:.85rem;white-space:nowrap}
th,td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}.soon{color:var(--warning)}.over{color:var(--error)}
.chart{display:flex;align-items:flex-end;gap:.35rem;height:11rem;margin:1rem 0 0;padding:0;list-style:none}
.chart li{flex:1;min-width:0;display:flex;flex-direction:column;justify-content:flex-end;align-items:center;height:100%;font-size:.75rem}
.chart i{display:block;width:100%;border-radius:4px 4px 0 0;background:var(--bar);min-height:1px}
.chart .over i{background:var(--error)}.chart .soon i{background:var(--warning)}.chart .never i{background:var(--quiet)}
.chart span{color:var(--quiet);margin-top:.35rem;white-space:nowrap;max-width:100%;overflow:hidden;text-overflow:ellipsis}
.chart b{font-variant-numeric:tabular-nums;font-weight:600}
.chart li{color:var(--text)}
@media(max-width:40rem){.chart{display:block;height:auto}.chart li{display:grid;grid-template-columns:6.5rem 1fr 3rem;gap:.5rem;height:auto;align-items:center;margin:.2rem 0}
.chart i{height:.8rem;width:var(--share);border-radius:3px;order:1}.chart span{order:0;margin:0}.chart b{order:2;text-align:right}
th,td{padding-right:.5rem}}
@media(min-width:40.01rem){.chart i{height:var(--share)}}
@media print{details{break-inside:avoid}body{font-size:12px}}
`;
