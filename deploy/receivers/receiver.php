<?php
// Receives news from Newswire. One file, PHP 8.1 or newer, no extension beyond PHP's own.
//
//   under any web server: point an address at this file     (php -S 127.0.0.1:5000 receiver.php to try it out)
//   php receiver.php catch-up                               reads what was missed
//
// Settings, in the environment:
//
//   NEWSWIRE_SECRET    whsec_..., several with a space between them while one is replaced
//   NEWSWIRE_STORE     a folder that is not served; "news" beside the script's working folder where it is not set
//   NEWSWIRE_ADDRESS   where an article stands on your site: https://site.example/{lang}/{id}
//   NEWSWIRE_FEED      https://newsroom.example/newswire/v1/changes
//   NEWSWIRE_TOKEN     nwt_..., the token of your channel
//
// Store is what you replace. In a database the rule is one statement,
// INSERT ... ON CONFLICT (id) DO UPDATE SET ... WHERE excluded.version > news.version.

declare(strict_types=1);

const LARGEST = 8 * 1024 * 1024; // bytes of one body
const TOLERANCE = 300; // seconds that a timestamp may lie off, either way
const UUID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D';

final class Refused extends RuntimeException
{
}

/** A file per article. One lock for all: a request that writes waits for the one before it. */
final class Store
{
    public function __construct(private string $folder)
    {
        if (!is_dir($folder)) {
            @mkdir($folder, 0o700, true);
        }
    }

    /** The rule. Returns the version that is held now. */
    public function apply(array $data): int
    {
        return $this->locked(function () use ($data): int {
            $held = $this->held($data['id']);
            if ($held !== null && $data['version'] <= $held) {
                return $held;
            }
            $this->write("{$data['id']}.json", json_encode($data, JSON_THROW_ON_ERROR));
            return $data['version'];
        });
    }

    public function held(string $id): ?int
    {
        $found = $this->read("$id.json");
        return $found === '' ? null : json_decode($found, true)['version'];
    }

    /** The version of everything that is shown, by id. */
    public function live(): array
    {
        $live = [];
        foreach (glob("$this->folder/*.json") ?: [] as $path) {
            $data = json_decode($this->read(basename($path)), true);
            if ($data['state'] === 'live') {
                $live[$data['id']] = $data['version'];
            }
        }
        return $live;
    }

    /** Takes away what the feed does not know, unless it was sent anew meanwhile. */
    public function remove(string $id, int $version): void
    {
        $this->locked(function () use ($id, $version): void {
            if ($this->held($id) === $version) {
                $this->write("$id.json", json_encode(['id' => $id, 'version' => $version, 'state' => 'gone']));
            }
        });
    }

    public function cursor(?string $text = null): string
    {
        if ($text !== null) {
            $this->write('cursor', $text);
        }
        return $this->read('cursor');
    }

    private function locked(callable $work): mixed
    {
        $lock = fopen("$this->folder/lock", 'c');
        flock($lock, LOCK_EX);
        try {
            return $work();
        } finally {
            fclose($lock);
        }
    }

    private function read(string $name): string
    {
        return is_file("$this->folder/$name") ? file_get_contents("$this->folder/$name") : '';
    }

    /** Whole or not at all: a crash leaves the old file. */
    private function write(string $name, string $text): void
    {
        $part = "$this->folder/$name." . getmypid();
        if (file_put_contents($part, $text) !== strlen($text) || !rename($part, "$this->folder/$name")) {
            throw new RuntimeException('not kept, send it again');
        }
    }
}

/** What to answer to one webhook. `$headers` have lower-case names; `$body` is as it came. */
function receive(array $headers, string $body, Store $store): array
{
    verify($headers, $body, preg_split('/\s+/', getenv('NEWSWIRE_SECRET') ?: '', -1, PREG_SPLIT_NO_EMPTY));
    $data = data_of(json_decode($body));
    if (!in_array($data['state'], ['live', 'gone'], true)) {
        return ['version' => $store->held($data['id'])];
    }
    $answer = ['version' => $store->apply($data)];
    $pattern = getenv('NEWSWIRE_ADDRESS');
    if ($pattern && $data['state'] === 'live') {
        $lang = is_string($data['lang'] ?? null) ? rawurlencode($data['lang']) : '';
        $answer['url'] = strtr($pattern, ['{lang}' => $lang, '{id}' => $data['id']]);
    }
    return $answer;
}

/** Throws Refused unless one of the secrets has signed these bytes within the last five minutes. */
function verify(array $headers, string $body, array $secrets): void
{
    if (!$secrets) {
        throw new Refused('NEWSWIRE_SECRET is not set', 503);
    }
    [$id, $sent] = [$headers['webhook-id'] ?? '', $headers['webhook-timestamp'] ?? ''];
    if ($id === '' || !preg_match('/^\d{1,12}$/D', $sent)) {
        throw new Refused('webhook-id or webhook-timestamp is missing', 400);
    }
    if (abs(time() - (int) $sent) > TOLERANCE) {
        throw new Refused('the timestamp is more than five minutes off', 400);
    }
    $tokens = array_slice(explode(' ', $headers['webhook-signature'] ?? ''), 0, 20);
    foreach ($secrets as $secret) {
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
        $wanted = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$sent.$body", $key, true));
        foreach ($tokens as $token) {
            if (hash_equals($wanted, $token)) {
                return;
            }
        }
    }
    throw new Refused('no signature matches', 401);
}

function data_of(mixed $event): array
{
    $data = (array) ($event?->data ?? null); // what is inside stays an object, so that {} is kept as {}
    $fit = is_string($data['id'] ?? null) && preg_match(UUID, $data['id'])
        && is_int($data['version'] ?? null) && $data['version'] >= 0 && is_string($data['state'] ?? null);
    if (!$fit) {
        throw new Refused('the body is not what Newswire sends', 400);
    }
    return $data;
}

/**
 * Reads the feed from where it was left, from its beginning where nothing was. Returns how many were met.
 *
 * From the beginning, what the feed does not have as live is gone; until its end is reached the cursor is
 * not kept, so that a reader who broke off begins again.
 */
function catch_up(Store $store): int
{
    [$cursor, $count] = [$store->cursor(), 0];
    [$whole, $before, $met] = [$cursor === '', $cursor === '' ? $store->live() : [], []];
    do {
        $page = ask($cursor);
        if ($page === null) { // the filter or the newsroom's epoch has changed
            [$cursor, $whole, $before, $met] = ['', true, $store->live(), []];
            continue;
        }
        foreach (array_map(data_of(...), $page->items) as $data) {
            $count++;
            $met[$data['id']] = true;
            take($store, $data);
        }
        $cursor = $page->next;
        if ($page->upToDate || !$whole) {
            $store->cursor($cursor);
        }
    } while (!$page?->upToDate);
    foreach ($whole ? array_diff_key($before, $met) : [] as $id => $version) {
        $store->remove($id, $version);
    }
    return $count;
}

/** The rule; the feed has the latest alone, so what is in any other state, not public yet, is shown no longer. */
function take(Store $store, array $data): void
{
    $held = $store->held($data['id']);
    if (in_array($data['state'], ['live', 'gone'], true)) {
        $store->apply($data);
    } elseif ($held !== null && $held < $data['version']) {
        $store->remove($data['id'], $held);
    }
}

/** A page of the feed; null where the cursor is no longer good. */
function ask(string $cursor): ?stdClass
{
    $options = ['header' => 'Authorization: Bearer ' . getenv('NEWSWIRE_TOKEN'), 'ignore_errors' => true, 'timeout' => 60];
    $address = getenv('NEWSWIRE_FEED') . '?after=' . rawurlencode($cursor);
    $answer = file_get_contents($address, false, stream_context_create(['http' => $options]));
    preg_match('/ (\d{3})/', $http_response_header[0] ?? '', $status);
    if (($status[1] ?? '') === '410' && $cursor !== '') {
        return null;
    }
    if (($status[1] ?? '') !== '200') {
        throw new RuntimeException('the feed answered ' . ($status[1] ?? 'nothing'));
    }
    return json_decode($answer, flags: JSON_THROW_ON_ERROR);
}

function answer_to(Store $store): array
{
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return [405, ['error' => 'POST it']];
    }
    // PHP itself gives no body above its post_max_size (8 MB unless you change it).
    if ((int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > LARGEST) {
        return [413, ['error' => 'the body is too large']];
    }
    $headers = [];
    foreach (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as $name) {
        $headers[$name] = $_SERVER['HTTP_' . strtoupper(strtr($name, '-', '_'))] ?? '';
    }
    try {
        return [200, receive($headers, file_get_contents('php://input'), $store)];
    } catch (Refused $refused) {
        return [$refused->getCode(), ['error' => $refused->getMessage()]];
    } catch (Throwable $error) {
        error_log((string) $error);
        return [500, ['error' => 'not kept, send it again']];
    }
}

$store = new Store(getenv('NEWSWIRE_STORE') ?: 'news');
if (PHP_SAPI === 'cli') {
    ($argv[1] ?? '') === 'catch-up' or exit("php receiver.php catch-up\n");
    echo catch_up($store), " read\n";
} else {
    [$status, $answer] = answer_to($store);
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($answer);
}
