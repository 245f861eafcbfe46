import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Silverfin must hold of a company's books: a line for each entry and account. Nothing here asks anybody. */
final class Ledger {
    /** What was read of accounts and of lines. */
    record Rows(List<Map<String, Object>> accounts, List<Map<String, Object>> lines) {}

    private static final Map<String, Object> RESULT =
            Map.of("code", "999999", "name", "Undistributed Profits/Losses", "account_type", "equity_unaffected");

    final Map<String, Object> settings = new LinkedHashMap<>();
    final Map<String, Object> accounts = new TreeMap<>();
    final Map<String, Object> lines = new TreeMap<>();

    private final Map<Object, Map<String, Object>> byId = new HashMap<>();
    private final Map<String, Object> collecting;
    private final int decimals;

    /** What is dated before the start, if there is one, is summed up on that day. */
    Ledger(Odoo.Books books, String start, String locale) {
        decimals = (Integer) books.currency().get("decimal_places");
        books.rows().accounts().forEach(account -> byId.put(account.get("id"), account));
        // The first account for results that were not distributed collects what earlier years earned.
        collecting = books.rows().accounts().stream()
                .filter(account -> account.get("code") instanceof String && isUnaffected(account))
                .min(Comparator.comparing(account -> (String) account.get("code")))
                .orElse(RESULT);
        accounts.put(codeOf(collecting), accountItem(collecting, locale));
        sums(books.rows().lines(), start, locale);
        settings.put("years", years(books.company()));
        settings.put("retained_earnings_account", Map.of("number", codeOf(collecting), "name", collecting.get("name")));
    }

    private void sums(List<Map<String, Object>> rows, String start, String locale) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        Map<String, Map<String, Object>> found = new HashMap<>();
        for (Map<String, Object> row : rows) {
            String day = (String) row.get("date");
            boolean isEarlier = start != null && day.compareTo(start) < 0;
            Map<String, Object> account = byId.get(first(row.get("account_id")));
            Map<String, Object> on = isEarlier && !isCarried(account) ? collecting : account;
            String id = (isEarlier ? "opening" : "entry-" + first(row.get("move_id"))) + "-" + on.getOrDefault("id", "result");
            sums.merge(id, new BigDecimal(String.valueOf(row.get("balance"))), BigDecimal::add);
            found.put(id, line(id, on, isEarlier ? start : day, isEarlier ? "Opening balance" : row.get("move_name")));
            accounts.putIfAbsent(codeOf(on), accountItem(on, locale));
        }
        sums.forEach((id, sum) -> {
            if (sum.signum() != 0) {
                found.get(id).put("value", sum.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString());
                lines.put(id, found.get(id));
            }
        });
    }

    private static Map<String, Object> line(String id, Map<String, Object> account, String day, Object document) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("id", id);
        found.put("account_number", codeOf(account));
        found.put("date", day);
        found.put("document_number", document instanceof String text ? text : "");
        return found;
    }

    private Map<String, Object> accountItem(Map<String, Object> account, String locale) {
        return new TreeMap<>(Map.of(
                "number", codeOf(account), "names", Map.of(locale, account.get("name")), "type", typeOf(account)));
    }

    /** Of the accounts for results only the one that collects them is carried forward; the others begin at nothing. */
    private String typeOf(Map<String, Object> account) {
        if (isUnaffected(account)) {
            return codeOf(account).equals(codeOf(collecting)) ? "equity" : "expense";
        }
        return ((String) account.get("account_type")).split("_")[0];
    }

    /** The years from the one before the first line to the one after today; they end when the company says. */
    private List<Object> years(Map<String, Object> company) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        LocalDate first = today;
        LocalDate last = today;
        for (Object line : lines.values()) {
            LocalDate day = LocalDate.parse((String) ((Map<?, ?>) line).get("date"));
            first = day.isBefore(first) ? day : first;
            last = day.isAfter(last) ? day : last;
        }
        int month = Integer.parseInt(String.valueOf(company.get("fiscalyear_last_month")));
        int wanted = (Integer) company.get("fiscalyear_last_day");
        List<Object> years = new ArrayList<>();
        for (int year = first.getYear() - 1; year <= last.getYear() + 1; year++) {
            years.add(new TreeMap<>(Map.of(
                    "start_date", lastDay(year - 1, month, wanted).plusDays(1).toString(),
                    "end_date", lastDay(year, month, wanted).toString(),
                    "compute_opening_balances", true,
                    "compute_retained_earnings", true)));
        }
        return years;
    }

    /** A year ends on a day that its month may lack; the end of February is its end in leap years, too. */
    private static LocalDate lastDay(int year, int month, int wanted) {
        YearMonth end = YearMonth.of(year, month);
        int length = end.lengthOfMonth();
        return end.atDay(month == 2 && wanted > 27 ? length : Math.min(wanted, length));
    }

    private static boolean isUnaffected(Map<String, Object> account) {
        return account.get("account_type").equals("equity_unaffected");
    }

    private static boolean isCarried(Map<String, Object> account) {
        return !isUnaffected(account) && ((String) account.get("account_type")).matches("(asset|liability|equity).*");
    }

    private static String codeOf(Map<String, Object> account) {
        return (String) account.get("code");
    }

    private static Object first(Object pair) {
        return ((List<?>) pair).get(0);
    }
}
