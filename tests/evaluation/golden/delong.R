# What tests/evaluation/golden/delong.json was made with: Debian's r-cran-proc.
#   Rscript tests/evaluation/golden/delong.R > tests/evaluation/golden/delong.json
suppressMessages(library(pROC))
set.seed(11)
cases <- lapply(list(c(40, 40, 0.3), c(15, 90, 1.0), c(120, 30, 0.0)), function(asked) {
  y <- c(rep(0, asked[1]), rep(1, asked[2]))
  shared <- rnorm(length(y))
  first <- round(shared + 1.2 * y + rnorm(length(y), sd = 0.7), 1)   # rounded: there are ties
  second <- round(shared + (1.2 - asked[3]) * y + rnorm(length(y), sd = 0.7), 1)
  found <- roc.test(roc(y, first, direction = "<", quiet = TRUE), roc(y, second, direction = "<", quiet = TRUE),
                    method = "delong", paired = TRUE)
  as_text <- function(values) paste0("[", paste(values, collapse = ", "), "]")
  sprintf('{"y": %s, "first": %s, "second": %s, "auc": [%.10f, %.10f], "z": %.10f, "p": %.10g}',
          as_text(y), as_text(first), as_text(second), found$estimate[1], found$estimate[2], found$statistic, found$p.value)
})
cat(sprintf('{"made_by": "R %s.%s, pROC %s",\n "cases": [\n%s\n]}\n', R.version$major, R.version$minor,
            packageVersion("pROC"), paste(cases, collapse = ",\n")))
