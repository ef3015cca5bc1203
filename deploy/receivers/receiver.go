// Receives news from Newswire. One file, Go 1.19 or newer, nothing to install.
//
//	go run receiver.go serve         listens on PORT, POST to any path
//	go run receiver.go catch-up      reads what was missed
//
// Settings, in the environment:
//
//	NEWSWIRE_SECRET    whsec_..., several with a space between them while one is replaced
//	NEWSWIRE_STORE     a folder; "news" where it is not set
//	NEWSWIRE_ADDRESS   where an article stands on your site: https://site.example/{lang}/{id}
//	NEWSWIRE_FEED      https://newsroom.example/newswire/v1/changes
//	NEWSWIRE_TOKEN     nwt_..., the token of your channel
//
// Store is what you replace: a file per article, for one process. In a database the rule is one statement,
// INSERT ... ON CONFLICT (id) DO UPDATE SET ... WHERE excluded.version > news.version.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	largest   = 8 << 20 // bytes of one body
	tolerance = 300     // seconds that a timestamp may lie off, either way
)

var (
	uuid   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	digits = regexp.MustCompile(`^[0-9]{1,12}$`)
)

type refused struct {
	status int
	reason string
}

func (r refused) Error() string { return r.reason }

// Article is what the rule needs of `data`; raw is the whole of it, as it came.
type Article struct {
	ID      string `json:"id"`
	Version *int64 `json:"version"`
	State   string `json:"state"`
	Lang    string `json:"lang,omitempty"`
	raw     json.RawMessage
}

// Store keeps what is held of each article. Yours has the same methods, on your own tables.
type Store struct {
	folder string
	lock   sync.Mutex
}

// Apply is the rule. It returns the version that is held now.
func (s *Store) Apply(article Article) (int64, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	held, err := s.held(article.ID)
	if err != nil || held >= *article.Version {
		return held, err
	}
	return *article.Version, s.write(article.ID+".json", article.raw)
}

// Held is the version that is held of an article; -1 where nothing is.
func (s *Store) Held(id string) (int64, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.held(id)
}

// Live is the version of everything that is shown, by id.
func (s *Store) Live() (map[string]int64, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	paths, err := filepath.Glob(filepath.Join(s.folder, "*.json"))
	live := map[string]int64{}
	for _, path := range paths {
		var article Article
		if article, err = s.read(path); err != nil {
			return nil, err
		}
		if article.State == "live" {
			live[article.ID] = *article.Version
		}
	}
	return live, err
}

// Remove takes away what the feed does not know, unless it was sent anew meanwhile.
func (s *Store) Remove(id string, version int64) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if held, err := s.held(id); err != nil || held != version {
		return err
	}
	gone, _ := json.Marshal(Article{ID: id, Version: &version, State: "gone"})
	return s.write(id+".json", gone)
}

// Cursor is how far the feed was read; empty: not at all.
func (s *Store) Cursor() string {
	text, _ := os.ReadFile(filepath.Join(s.folder, "cursor"))
	return string(text)
}

// KeepCursor says how far the feed was read.
func (s *Store) KeepCursor(text string) error { return s.write("cursor", []byte(text)) }

func (s *Store) held(id string) (int64, error) {
	article, err := s.read(filepath.Join(s.folder, id+".json"))
	if errors.Is(err, os.ErrNotExist) {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	return *article.Version, nil
}

func (s *Store) read(path string) (Article, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Article{}, err
	}
	return articleOf(text)
}

// Whole or not at all: a crash leaves the old file.
func (s *Store) write(name string, text []byte) error {
	path := filepath.Join(s.folder, name)
	file, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// receive says what to answer to one webhook; body is as it came.
func receive(headers http.Header, body []byte, store *Store) (map[string]any, error) {
	if err := verify(headers, body, strings.Fields(os.Getenv("NEWSWIRE_SECRET"))); err != nil {
		return nil, err
	}
	var event struct{ Data json.RawMessage }
	if json.Unmarshal(body, &event) != nil {
		return nil, refused{400, "the body is not JSON"}
	}
	article, err := articleOf(event.Data)
	if err != nil {
		return nil, refused{400, err.Error()}
	}
	if article.State != "live" && article.State != "gone" {
		held, err := store.Held(article.ID)
		if held < 0 {
			return map[string]any{"version": nil}, err
		}
		return map[string]any{"version": held}, err
	}
	held, err := store.Apply(article)
	answer := map[string]any{"version": held}
	if pattern := os.Getenv("NEWSWIRE_ADDRESS"); pattern != "" && article.State == "live" {
		holes := strings.NewReplacer("{lang}", url.PathEscape(article.Lang), "{id}", article.ID)
		answer["url"] = holes.Replace(pattern)
	}
	return answer, err
}

// verify fails unless one of the secrets has signed these bytes within the last five minutes.
func verify(headers http.Header, body []byte, secrets []string) error {
	if len(secrets) == 0 {
		return refused{503, "NEWSWIRE_SECRET is not set"}
	}
	id, sent := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	if id == "" || !digits.MatchString(sent) {
		return refused{400, "webhook-id or webhook-timestamp is missing"}
	}
	seconds, _ := strconv.ParseInt(sent, 10, 64)
	if math.Abs(float64(time.Now().Unix()-seconds)) > tolerance {
		return refused{400, "the timestamp is more than five minutes off"}
	}
	tokens := strings.Fields(headers.Get("webhook-signature"))
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			return refused{503, "NEWSWIRE_SECRET is not base64 after whsec_"}
		}
		hash := hmac.New(sha256.New, key)
		hash.Write([]byte(id + "." + sent + "."))
		hash.Write(body)
		wanted := []byte("v1," + base64.StdEncoding.EncodeToString(hash.Sum(nil)))
		for number := 0; number < len(tokens) && number < 20; number++ {
			if hmac.Equal(wanted, []byte(tokens[number])) {
				return nil
			}
		}
	}
	return refused{401, "no signature matches"}
}

func articleOf(data json.RawMessage) (Article, error) {
	article := Article{raw: data}
	err := json.Unmarshal(data, &article)
	if err != nil || !uuid.MatchString(article.ID) || article.Version == nil || *article.Version < 0 || article.State == "" {
		return article, errors.New("the body is not what Newswire sends")
	}
	return article, nil
}

type page struct {
	Items    []struct{ Data json.RawMessage }
	Next     string
	UpToDate bool
}

// catchUp reads the feed from where it was left, from its beginning where nothing was; it returns how many
// were met. From the beginning, what the feed does not have as live is gone; until its end is reached the cursor
// is not kept, so that a reader who broke off begins again.
func catchUp(store *Store) (count int, err error) {
	cursor := store.Cursor()
	whole, before, met := cursor == "", map[string]int64{}, map[string]bool{}
	if whole {
		if before, err = store.Live(); err != nil {
			return 0, err
		}
	}
	for ended := false; !ended; {
		found, err := ask(cursor)
		if err != nil {
			return count, err
		}
		if found == nil { // the filter or the newsroom's epoch has changed
			cursor, whole, met = "", true, map[string]bool{}
			if before, err = store.Live(); err != nil {
				return count, err
			}
			continue
		}
		for _, item := range found.Items {
			article, err := articleOf(item.Data)
			if err == nil {
				err = take(store, article)
			}
			if err != nil {
				return count, err
			}
			count++
			met[article.ID] = true
		}
		cursor, ended = found.Next, found.UpToDate
		if ended || !whole {
			if err := store.KeepCursor(cursor); err != nil {
				return count, err
			}
		}
	}
	for id, version := range before {
		if whole && !met[id] {
			if err := store.Remove(id, version); err != nil {
				return count, err
			}
		}
	}
	return count, nil
}

// take is the rule; the feed has the latest alone, so what is in any other state, not public yet, is shown no longer.
func take(store *Store, article Article) error {
	if article.State == "live" || article.State == "gone" {
		_, err := store.Apply(article)
		return err
	}
	held, err := store.Held(article.ID)
	if err == nil && held >= 0 && held < *article.Version {
		err = store.Remove(article.ID, held)
	}
	return err
}

// ask reads a page of the feed; nil where the cursor is no longer good.
func ask(cursor string) (*page, error) {
	request, err := http.NewRequest("GET", os.Getenv("NEWSWIRE_FEED")+"?after="+url.QueryEscape(cursor), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("NEWSWIRE_TOKEN"))
	answer, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusGone && cursor != "" {
		return nil, nil
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the feed answered %d", answer.StatusCode)
	}
	var found page
	return &found, json.NewDecoder(answer.Body).Decode(&found)
}

// serve answers POSTs to any path.
func serve(store *Store) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		status, answer := answerTo(request, store)
		writer.Header().Set("Content-Type", "application/json")
		writer.WriteHeader(status)
		json.NewEncoder(writer).Encode(answer)
	}
}

func answerTo(request *http.Request, store *Store) (int, map[string]any) {
	if request.Method != http.MethodPost {
		return 405, map[string]any{"error": "POST it"}
	}
	body, err := io.ReadAll(io.LimitReader(request.Body, largest+1))
	if err != nil {
		return 400, map[string]any{"error": "the body broke off"}
	}
	if len(body) > largest {
		io.Copy(io.Discard, io.LimitReader(request.Body, 8*largest)) // so that the sender sees the answer
		return 413, map[string]any{"error": "the body is too large"}
	}
	answer, err := receive(request.Header, body, store)
	var no refused
	if errors.As(err, &no) {
		return no.status, map[string]any{"error": no.reason}
	}
	if err != nil {
		log.Print(err)
		return 500, map[string]any{"error": "not kept, send it again"}
	}
	return 200, answer
}

func main() {
	folder, port := os.Getenv("NEWSWIRE_STORE"), os.Getenv("PORT")
	if folder == "" {
		folder = "news"
	}
	if port == "" {
		port = "5000"
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		log.Fatal(err)
	}
	store := &Store{folder: folder}
	switch strings.Join(os.Args[1:], " ") {
	case "serve":
		log.Fatal(http.ListenAndServe("127.0.0.1:"+port, serve(store)))
	case "catch-up":
		count, err := catchUp(store)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(count, "read")
	default:
		log.Fatal("go run receiver.go serve, or catch-up")
	}
}
