"""Makes fixtures/nowcast/indicators.csv and golden.json: what numpy and statsmodels say of them.

    python tests/python/make_nowcast_golden.py

numpy 2.4.6, pandas 3.1.1, statsmodels 0.15.0. Nothing here is fast: every candidate is a fit of its own.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.stats.stattools import durbin_watson, jarque_bera

FOLDER = Path(__file__).parents[2] / "fixtures" / "nowcast"
DELAY = 2
WEEKDAYS = ["T", "W", "Th", "F", "S", "Su"]


def make_indicators(flow):
    """Series of known relation to the flow, and one of none."""
    random = np.random.default_rng(20220224)
    days = pd.date_range("2022-02-01", "2022-12-31")
    log = np.log(flow).reindex(pd.date_range("2022-01-01", "2023-01-24")).bfill()
    around = log.rolling(3, center=True).mean()

    def moved(days_ahead, noise):
        return around.shift(-days_ahead).reindex(days) + random.normal(0, noise, len(days))

    table = pd.DataFrame({
        "leading": 20 * moved(5, 0.05),
        "following": moved(-8, 0.10),
        "opposite": 40 - moved(3, 0.20),
        "walk": 50 + random.normal(0, 1, len(days)).cumsum(),
    }, index=days)
    table["gappy"] = table["leading"] * 2 + random.normal(0, 3, len(days))
    table.loc["2022-03-20":"2022-03-22", "gappy"] = np.nan
    table.loc["2022-06-05", "gappy"] = np.nan
    return table.round(4).rename_axis("date")


def smooth(x, low, high, edge):
    """Means of x over days low to high around each day."""
    values, out = x.to_numpy(), np.full(len(x), np.nan)
    for i in range(len(values)):
        cells = [values[j] for j in range(i + low, i + high + 1) if 0 <= j < len(values)]
        length = high - low + 1
        if edge == "strict":
            out[i] = np.mean(cells) if len(cells) == length else np.nan
        elif edge == "zero":
            out[i] = np.sum(cells) / length
        else:
            known = [cell for cell in cells if not np.isnan(cell)]
            out[i] = np.mean(known) if known else np.nan
    return pd.Series(out, x.index)


def cells(kind, w):
    return (-(w // 2), (w - 1) // 2) if kind == "length" else (-w, w)


def frame(flow, means, lag):
    """The design of lagged means: const, the means, the weekdays."""
    columns = {"const": 1.0}
    for name, mean in means.items():
        columns[name] = mean.shift(lag, freq="D").reindex(flow.index)
    design = pd.DataFrame(columns, index=flow.index)
    for number, name in enumerate(WEEKDAYS, 1):
        design[name] = (flow.index.day_of_week == number).astype(float)
    return design.dropna()


def allowed(rule, lag, low, high):
    """Whether a lag and a window may be used: all, or those that look far enough back."""
    if rule == "free":
        return True
    if rule == "published":
        return lag >= 0 and high - low + 1 <= lag
    return lag >= high + DELAY


def search(flow, x, kind, edge, rule, common, lags, windows):
    """The candidate of the greatest r2, each a least-squares fit of its own."""
    offset = (flow.index[0] - x.index[0]).days
    log = np.log(flow.to_numpy())
    weekday = flow.index.day_of_week.to_numpy()
    smoothed = {w: smooth(x, *cells(kind, w), edge).to_numpy() for w in windows}
    candidates = []
    for lag in lags:
        day = np.arange(len(log)) + offset - lag
        inside = (day >= 0) & (day < len(x))
        for w in windows:
            if allowed(rule, lag, *cells(kind, w)):
                z = np.where(inside, smoothed[w][np.clip(day, 0, len(x) - 1)], np.nan)
                candidates.append((lag, w, z))
    shared = np.all([~np.isnan(z) for _, _, z in candidates], axis=0)
    best = None
    for lag, w, z in candidates:
        use = shared if common else ~np.isnan(z)
        weekdays = [(weekday == d).astype(float) for d in range(1, 7)]
        y = log[use]
        total = ((y - y.mean()) ** 2).sum()

        def r2(*columns):
            design = np.column_stack([np.ones(len(log)), *columns, *weekdays])[use]
            residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
            return 1 - (residual**2).sum() / total

        found = r2(z)
        if best is None or found > best["r2"] + 1e-12:
            best = {"lag": lag, "window": w, "n": int(use.sum()), "r2": found, "r2_weekday": r2()}
    return best


def numbers(values):
    return [float(value) for value in values]


def main():
    flow = pd.read_csv(FOLDER / "flow_poland.csv", index_col=0, parse_dates=True).flow
    table = make_indicators(flow)
    table.to_csv(FOLDER / "indicators.csv")
    table = pd.read_csv(FOLDER / "indicators.csv", index_col=0, parse_dates=True)
    flow = flow["2022-02-24":"2022-09-02"].astype(float)
    golden = {"versions": {"numpy": np.__version__, "statsmodels": statsmodels.__version__}}

    golden["searches"] = [
        {"indicator": name, "kind": kind, "edge": edge, "rule": rule, "common": common,
         **search(flow, table[name], kind, edge, rule, common, range(-12, 13), range(1, 15))}
        for name in table for kind in ("length", "radius") for edge in ("strict", "partial", "zero")
        for rule in ("free", "causal", "published") for common in (False, True)
    ]

    # One model, looked at from all sides: leading, lag 5, window of 4 days.
    means = {"leading": smooth(table.leading, *cells("length", 4), "strict")}
    design = frame(flow, means, 5)
    y, log = flow[design.index], np.log(flow[design.index])
    ols = sm.OLS(log, design).fit()
    ahead = frame(flow.reindex(pd.date_range("2022-02-24", "2022-12-20"), fill_value=1.0), means, 5)
    predicted = ols.get_prediction(ahead.loc[["2022-09-10"]])
    box = acorr_ljungbox(ols.resid, lags=[7])
    bera = jarque_bera(ols.resid)
    golden["ols"] = {
        "coefficients": numbers(ols.params), "se": numbers(ols.bse), "r2": ols.rsquared,
        "adj_r2": ols.rsquared_adj, "aic": ols.aic, "bic": ols.bic, "f": ols.fvalue,
        "hac": numbers(ols.get_robustcov_results("HAC", maxlags=9).bse),
        "durbin_watson": float(durbin_watson(ols.resid)),
        "ljung_box": numbers(box.iloc[0]), "jarque_bera": numbers(bera),
        "interval": numbers(np.exp(predicted.conf_int(obs=True, alpha=0.05)[0])),
        "mean_interval": numbers(np.exp(predicted.conf_int(obs=False, alpha=0.05)[0])),
        "median": float(np.exp(predicted.predicted_mean[0])),
    }
    poisson = sm.GLM(y, design, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200)
    golden["poisson"] = {
        "coefficients": numbers(poisson.params), "se": numbers(poisson.bse),
        "log_likelihood": poisson.llf, "deviance": poisson.deviance,
        "pearson": poisson.pearson_chi2, "aic": poisson.aic,
    }
    model = sm.NegativeBinomial(y, design, loglike_method="nb2")
    rough = model.fit(start_params=[*poisson.params, 0.05], method="nm", maxiter=20000, disp=False)
    binomial = model.fit(start_params=rough.params, method="newton", maxiter=500, tol=1e-12, disp=False)
    print("score of the negative binomial", np.abs(model.score(binomial.params.to_numpy())).max())
    alpha = float(binomial.params.iloc[-1])
    family = sm.families.NegativeBinomial(alpha=alpha)
    fixed = sm.GLM(y, design, family=family).fit(tol=1e-14, maxiter=200)
    golden["negative_binomial"] = {
        "alpha": alpha, "coefficients": numbers(binomial.params.iloc[:-1]),
        "log_likelihood": binomial.llf, "se": numbers(fixed.bse), "deviance": fixed.deviance,
        "pearson": fixed.pearson_chi2,
    }

    # Three indicators in one model, without and with a penalty on the standardised ones.
    names = ["leading", "opposite", "walk"]
    means = {name: smooth(table[name], *cells("length", 4), "strict") for name in names}
    design = frame(flow, means, 5)
    log = np.log(flow[design.index])
    joint = sm.OLS(log, design).fit()
    deviation = design[names].std(ddof=0)
    standardised = design.copy()
    standardised[names] = design[names] / deviation
    penalty = 10.0
    weights = [penalty / len(design) if name in names else 0.0 for name in design]
    ridge = sm.OLS(log, standardised).fit_regularized(alpha=np.array(weights), L1_wt=0)
    coefficients = np.array(ridge.params)
    residual = log - standardised.to_numpy() @ coefficients
    coefficients[1:4] /= deviation.to_numpy()
    golden["joint"] = {"coefficients": numbers(joint.params), "r2": joint.rsquared}
    golden["ridge"] = {
        "penalty": penalty, "coefficients": numbers(coefficients),
        "r2": 1 - float((residual**2).sum() / ((log - log.mean()) ** 2).sum()),
    }
    golden["correlation"] = [numbers(row) for row in table.corr().to_numpy()]
    (FOLDER / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
