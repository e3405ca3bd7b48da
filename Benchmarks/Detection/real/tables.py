"""Real tables, made ready for a model: features, a label, and what of it may sensibly go wrong."""

import dataclasses

import numpy as np
import pandas as pd


@dataclasses.dataclass
class Table:
    name: str
    frame: pd.DataFrame  # features and 'actual'
    target: str
    numeric: list
    categorical: list
    task: str = "binary"
    calendar: tuple = ()  # features that are functions of the day: set from the time of the record
    hour: np.ndarray | None = None  # hour of the day of each row, where rows have one
    weekend: np.ndarray | None = None
    volumes: tuple = (400,)  # records of a working day
    units: dict = dataclasses.field(default_factory=dict)  # column -> factor of another unit
    skewed: tuple = ()  # columns that a model would take the logarithm of
    alike: tuple = ()  # pairs of columns that are easily swapped
    slices: tuple = ()  # conditions of groups to fail or to grow
    segments: tuple = ()  # conditions of groups that may not have been customers before

    @property
    def features(self):
        return self.numeric + self.categorical


def matches(frame, condition):
    """Rows of a slice, given as conditions that all hold."""
    chosen = pd.Series(True, index=frame.index)
    for part in condition:
        column, value = frame[part["feature"]], part["value"]
        chosen &= {"==": column == value, "<": column < value, ">=": column >= value}[part["op"]].fillna(False)
    return chosen.to_numpy(dtype=bool)


def condition(feature, op, value):
    return [{"feature": feature, "op": op, "value": value}]


def clean(frame, numeric, categorical, actual):
    """Numbers as doubles, the rest as text or missing."""
    result = frame[numeric].astype("float64").copy()
    for name in categorical:
        column = frame[name]
        result[name] = column.astype(object).where(column.notna(), None).map(lambda value: None if value is None else str(value)).astype(object)
    result["actual"] = actual.to_numpy()
    return result[numeric + categorical + ["actual"]].reset_index(drop=True)


def adult(data):
    frame = pd.read_parquet(data / "adult.parquet")
    numeric = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
    categorical = ["workclass", "marital_status", "occupation", "relationship", "race", "sex", "native_country"]
    return Table(
        "adult", clean(frame, numeric, categorical, (frame.income == ">50K").astype("int8")), "income over 50K", numeric, categorical,
        volumes=(150, 400, 400), units={"hours_per_week": 4.33, "age": 12, "capital_gain": 0.001}, skewed=("capital_gain", "hours_per_week"),
        alike=(("age", "hours_per_week"), ("capital_gain", "capital_loss"), ("marital_status", "relationship")),
        slices=(condition("sex", "==", "Female"), condition("age", "<", 27), condition("workclass", "==", "Self-emp-not-inc"),
            condition("education_num", ">=", 13), condition("occupation", "==", "Exec-managerial")),
        segments=(condition("workclass", "==", "Local-gov"), condition("occupation", "==", "Craft-repair"), condition("marital_status", "==", "Divorced")))


def hotel(data):
    frame = pd.read_parquet(data / "hotel_bookings.parquet")
    numeric = ["lead_time", "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "previous_cancellations",
        "previous_bookings_not_canceled", "days_in_waiting_list", "adr", "total_of_special_requests", "arrival_date_week_number"]
    categorical = ["hotel", "meal", "country", "market_segment", "distribution_channel", "is_repeated_guest", "reserved_room_type", "deposit_type",
        "agent", "customer_type"]
    return Table(
        "hotel_bookings", clean(frame, numeric, categorical, frame.is_canceled.astype("int8")), "booking is cancelled", numeric, categorical,
        volumes=(300, 800, 1500), units={"lead_time": 24, "adr": 1.17, "days_in_waiting_list": 24}, skewed=("lead_time", "adr"),
        alike=(("stays_in_weekend_nights", "stays_in_week_nights"), ("market_segment", "distribution_channel"), ("lead_time", "adr")),
        slices=(condition("hotel", "==", "Resort Hotel"), condition("market_segment", "==", "Groups"), condition("lead_time", "<", 14),
            condition("customer_type", "==", "Transient-Party"), condition("country", "==", "PRT")),
        segments=(condition("hotel", "==", "Resort Hotel"), condition("market_segment", "==", "Direct"), condition("country", "==", "GBR")))


def elec2(data):
    frame = pd.read_parquet(data / "elec2.parquet")
    frame = frame[frame.timestamp >= "1997-06-01"].reset_index(drop=True)
    frame["weekday"] = frame.timestamp.dt.weekday + 1
    numeric = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer", "weekday"]
    return Table(
        "elec2", clean(frame, numeric, [], frame["class"].astype("int8")), "price goes up", numeric, [], calendar=("weekday",),
        hour=frame.timestamp.dt.hour.to_numpy(), weekend=(frame.timestamp.dt.weekday >= 5).to_numpy(), volumes=(150, 300),
        units={"nswdemand": 1.1, "nswprice": 100, "vicdemand": 0.001}, skewed=("nswprice", "vicprice"),
        alike=(("nswprice", "vicprice"), ("nswdemand", "vicdemand")),
        slices=(condition("nswdemand", "<", 0.3), condition("vicprice", ">=", 0.0045), condition("transfer", ">=", 0.6)),
        segments=(condition("transfer", ">=", 0.65),))


def bike(data, task="binary"):
    frame = pd.read_parquet(data / "bike_sharing_hourly.parquet")
    numeric = ["hr", "holiday", "weekday", "workingday", "mnth", "temp", "atemp", "hum", "windspeed"]
    frame["weathersit"] = frame.weathersit.map({1: "clear", 2: "mist", 3: "light rain", 4: "heavy rain"})
    categorical = ["weathersit"]
    usual = frame.groupby(["yr", "hr"]).cnt.transform("median")
    actual = (frame.cnt > usual).astype("int8") if task == "binary" else frame.cnt.astype("float64")
    return Table(
        "bike_sharing" if task == "binary" else "bike_count", clean(frame, numeric, categorical, actual),
        "busier than usual at this hour" if task == "binary" else "rentals in an hour", numeric, categorical, task,
        calendar=("weekday", "workingday", "holiday", "mnth"), hour=frame.hr.to_numpy(), weekend=(frame.workingday == 0).to_numpy(), volumes=(100, 200),
        units={"temp": 41, "windspeed": 1.609, "hum": 100}, skewed=("windspeed",), alike=(("temp", "atemp"), ("hum", "windspeed")),
        slices=(condition("weathersit", "==", "mist"), condition("temp", "<", 0.4), condition("hum", ">=", 0.75)),
        segments=(condition("weathersit", "==", "light rain"), condition("temp", "<", 0.25)))


def compas(data):
    frame = pd.read_parquet(data / "compas_two_years.parquet")
    numeric = ["age", "juv_fel_count", "juv_misd_count", "juv_other_count", "priors_count"]
    categorical = ["sex", "race", "c_charge_degree", "c_charge_desc"]
    return Table(
        "compas", clean(frame, numeric, categorical, frame.two_year_recid.astype("int8")), "arrested again within two years", numeric, categorical,
        volumes=(50, 70), units={"age": 12}, skewed=("priors_count",), alike=(("age", "priors_count"), ("juv_misd_count", "juv_other_count")),
        slices=(condition("race", "==", "Caucasian"), condition("age", "<", 25), condition("c_charge_degree", "==", "M")),
        segments=(condition("race", "==", "Hispanic"), condition("c_charge_degree", "==", "M")))


def car_loan(data):
    reference = pd.read_parquet(data / "nannyml/car_loan_reference.parquet")
    analysis = pd.read_parquet(data / "nannyml/car_loan_analysis.parquet")
    analysis = analysis.merge(pd.read_parquet(data / "nannyml/car_loan_analysis_targets.parquet"), on="id").head(25_000)  # before it drifts
    frame = pd.concat([reference, analysis], ignore_index=True)
    numeric = ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure"]
    categorical = ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"]
    return Table(
        "car_loan", clean(frame, numeric, categorical, frame.repaid.astype("int8")), "loan is repaid", numeric, categorical,
        volumes=(400, 1200, 5000), units={"car_value": 0.001, "loan_length": 12, "driver_tenure": 12}, skewed=("car_value",),
        alike=(("loan_length", "driver_tenure"), ("salary_range", "size_of_downpayment")),
        slices=(condition("salary_range", "==", "0 - 20K €"), condition("repaid_loan_on_prev_car", "==", "True"), condition("loan_length", ">=", 20)),
        segments=(condition("salary_range", "==", "40K - 60K €"), condition("size_of_downpayment", "==", "20%")))


def car_price(data):
    frame = pd.read_parquet(data / "nannyml/car_price_reference.parquet")
    numeric = ["car_age", "km_driven", "price_new", "accident_count", "door_count"]
    categorical = ["fuel", "transmission"]
    return Table(
        "car_price", clean(frame, numeric, categorical, frame.y_true.astype("float64")), "price of a used car", numeric, categorical, "regression",
        volumes=(300, 1000), units={"km_driven": 0.621, "price_new": 0.001}, skewed=("km_driven", "price_new"),
        alike=(("km_driven", "price_new"), ("accident_count", "door_count")),
        slices=(condition("fuel", "==", "diesel"), condition("car_age", "<", 5), condition("transmission", "==", "automatic")),
        segments=(condition("fuel", "==", "electric"),))


loaders = {
    "adult": adult, "hotel_bookings": hotel, "elec2": elec2, "bike_sharing": bike, "bike_count": lambda data: bike(data, "regression"),
    "compas": compas, "car_loan": car_loan, "car_price": car_price,
}
