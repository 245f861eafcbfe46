<?php
declare(strict_types=1);

/** What is kept between runs: where the file stood, digests of what was sent, and tokens that were renewed. */
final class Memory
{
    private const NOTHING = ['settings' => [], 'accounts' => [], 'lines' => []];

    public ?string $syncPoint;
    public array $tokens;
    private array $sent;
    private readonly string $path;
    private readonly string $tokensPath;
    private readonly string $grant;

    public function __construct(Inputs $inputs)
    {
        $this->path = "{$inputs->stateDir}/file-{$inputs->firm}-{$inputs->file}.json";
        $this->tokensPath = "{$inputs->stateDir}/tokens-{$inputs->firm}.json";
        $kept = self::read($this->path);
        $this->syncPoint = $kept['sync_point'] ?? null;
        $this->sent = $kept['sent'] ?? self::NOTHING;
        $this->grant = hash('sha256', $inputs->refreshToken);
        $tokens = self::read($this->tokensPath);
        // Tokens follow from the grant that was given; after a fresh one those of the old one are worth nothing.
        $this->tokens = ($tokens['grant'] ?? '') === $this->grant
            ? $tokens
            : ['access' => $inputs->accessToken, 'refresh' => $inputs->refreshToken];
    }

    public function differs(string $kind, string $id, array $content): bool
    {
        return ($this->sent[$kind][$id] ?? '') !== self::digest($content);
    }

    /** Notes what was sent under an id; null, if it was deleted. */
    public function note(string $kind, string $id, ?array $content): void
    {
        if ($content === null) {
            unset($this->sent[$kind][$id]);
        } else {
            $this->sent[$kind][$id] = self::digest($content);
        }
    }

    public function ids(string $kind): array
    {
        return array_keys($this->sent[$kind]);
    }

    public function forget(): void
    {
        $this->syncPoint = null;
        $this->sent = self::NOTHING;
        $this->save();
    }

    public function save(): void
    {
        self::write($this->path, ['sync_point' => $this->syncPoint, 'sent' => $this->sent]);
    }

    public function keepTokens(string $access, string $refresh): void
    {
        $this->tokens = ['access' => $access, 'refresh' => $refresh];
        self::write($this->tokensPath, $this->tokens + ['grant' => $this->grant]);
    }

    private static function digest(array $content): string
    {
        return hash('sha256', json_encode($content, JSON_THROW_ON_ERROR));
    }

    private static function read(string $path): array
    {
        return is_file($path) ? json_decode(file_get_contents($path), true, flags: JSON_THROW_ON_ERROR) : [];
    }

    /** Whoever is ended in the middle leaves the old file, not half of a new one. */
    private static function write(string $path, array $content): void
    {
        $unfinished = $path . '.' . getmypid();
        file_put_contents($unfinished, json_encode($content, JSON_THROW_ON_ERROR));
        rename($unfinished, $path);
    }
}
