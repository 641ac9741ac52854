# What there is to do here. `just` lists it.

# list the recipes
default:
    @just --list

# start the demo city on http://127.0.0.1:8080/
demo *arguments:
    cargo run --release -- demo {{arguments}}

# all tests, on SQLite and on the PostgreSQL that GONGKAI_TEST_POSTGRES_URL names
test *arguments:
    cargo test --workspace {{arguments}}

# the tests of one crate
test-crate name:
    cargo test -p {{name}}

# the story in headless Chromium
browser:
    cargo test -p gongkai --test browser -- --nocapture

# whole ways of a request, in headless Chromium and over HTTP
stories *arguments:
    cargo test -p gongkai --test stories -- --nocapture {{arguments}}

# check the rule files, with a city's folder laid over them where one is given
law folder="":
    cargo run -q -- law check {{folder}}

# render every template with sample contexts in both languages
templates:
    cargo run -q -- templates check

# figures against baselines
bench:
    cargo run --release -p bench

# everything that must hold before a change is kept
check:
    .ci/run
