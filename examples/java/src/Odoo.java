import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a company's books over XML-RPC, which Odoo 17.0, 18.0 and 19.0 have in common. */
final class Odoo {
    /** The books as they were at one moment. */
    record Books(Map<String, Object> company, Map<String, Object> currency, Ledger.Rows rows) {}

    private static final int PAGE = 1000;
    private static final int READINGS = 6;
    private static final Pattern VERSION = Pattern.compile("(saas~)?(\\d+)\\..*");

    private final Http http = new Http("Odoo", "source");
    private final String url = Inputs.address("ODOO_URL");
    private final String database = Inputs.given("ODOO_DATABASE");
    private final String key = Inputs.given("ODOO_API_KEY");
    private final int company = Integer.parseInt(Inputs.given("SYNC_COMPANY"));
    private int user;

    Books books() {
        Object version = ((Map<?, ?>) service("common", "configuration", "version")).get("server_version");
        Matcher found = VERSION.matcher(String.valueOf(version));
        if (!found.matches() || Integer.parseInt(found.group(2)) < 17) {
            throw new Refusal("configuration", "Odoo " + version + " is not supported; 17.0 and later are");
        }
        Object login = service("common", "configuration", "authenticate", database, Inputs.given("ODOO_EMAIL"), key, Map.of());
        if (!(login instanceof Integer id)) {
            throw new Refusal("authentication", "Odoo refuses the e-mail address or the key");
        }
        user = id;
        var whom = one("res.company", company, "currency_id", "fiscalyear_last_month", "fiscalyear_last_day");
        var currency = one("res.currency", (Integer) ((List<?>) whom.get("currency_id")).get(0), "name", "decimal_places");
        return new Books(whom, currency, undisturbed());
    }

    /** Every page is a transaction of its own, so read until two readings are equal: nothing moved between them. */
    private Ledger.Rows undisturbed() {
        Ledger.Rows before = reading();
        for (int count = 1; count < READINGS; count++) {
            Ledger.Rows after = reading();
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw new Refusal("source", "the books change faster than they can be read");
    }

    private Ledger.Rows reading() {
        List<Object> posted = List.of(
                List.of("company_id", "=", company),
                List.of("parent_state", "=", "posted"),
                List.of("account_id", "!=", false),
                List.of("account_id.account_type", "!=", "off_balance"));
        List<Object> onBalance = List.of(List.of("account_type", "!=", "off_balance"));
        return new Ledger.Rows(
                all("account.account", onBalance, "code", "name", "account_type"),
                all("account.move.line", posted, "account_id", "move_id", "date", "balance", "move_name"));
    }

    /** Reads all records that match, page by page behind the last id, so that none is skipped when others go. */
    private List<Map<String, Object>> all(String model, List<Object> domain, String... fields) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<?> page;
        do {
            Object last = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).get("id");
            List<Object> behind = new ArrayList<>(domain);
            behind.add(List.of("id", ">", last));
            page = call(model, "search_read", List.of(behind), Map.of("order", "id", "limit", PAGE), fields);
            page.forEach(row -> rows.add(row(row)));
        } while (page.size() == PAGE);
        return rows;
    }

    private Map<String, Object> one(String model, int id, String... fields) {
        List<?> found = call(model, "read", List.of(List.of(id)), Map.of(), fields);
        if (found.isEmpty()) {
            throw new Refusal("configuration", "Odoo has no " + model + " with the id " + id);
        }
        return row(found.get(0));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(Object found) {
        return (Map<String, Object>) found;
    }

    private List<?> call(String model, String method, List<?> arguments, Map<String, Object> how, String... fields) {
        Map<String, Object> context = Map.of(
                "lang", Inputs.given("SYNC_LANGUAGE"), "active_test", false, "allowed_company_ids", List.of(company));
        Map<String, Object> named = new java.util.HashMap<>(how);
        named.put("fields", List.of(fields));
        named.put("context", context);
        Object found = service("object", "source", "execute_kw", database, user, key, model, method, arguments, named);
        if (found instanceof List<?> rows) {
            return rows;
        }
        throw new Refusal("source", "Odoo answered something else than was asked");
    }

    /** A fault that is not about the key is about what the reason says. */
    private Object service(String service, String reason, String method, Object... parameters) {
        String body = XmlRpc.call(method, parameters);
        HttpResponse<byte[]> answer = http.request("POST", url + "/xmlrpc/2/" + service, body, "Content-Type", "text/xml");
        int status = answer.statusCode();
        if (status != 200) {
            throw new Refusal(status < 500 && status != 429 ? "configuration" : "source", "Odoo answered " + status);
        }
        try {
            return XmlRpc.answer(answer.body());
        } catch (XmlRpc.Fault fault) {
            boolean isTheKey = fault.code == 3 || fault.code == 4;
            throw new Refusal(isTheKey ? "authentication" : reason, "Odoo answered with " + fault.getMessage());
        } catch (IOException error) {
            throw new Refusal("source", "what answered is not an Odoo");
        }
    }
}
