"""A city forecast with few scenarios, for tests of what does not hang on their number."""

from dataclasses import replace

import skillcast


def few_draws(market: skillcast.LabourMarket, draws: int = 200) -> skillcast.LabourMarket:
    few = {**market.config.parameters, "forecast.draws": draws}
    return replace(market, config=market.config.model_copy(update={"parameters": few}))
